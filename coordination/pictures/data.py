"""What the pictures are made of: plain facts, already authorised and computed.

Hours are officer-hours. Moments may be aware (shown as local time) or naive wall time;
periods are half-open, so a due at midnight belongs to the day before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Hours = Decimal | float | int


@dataclass(frozen=True)
class Day:
    """One day of the axis. `label` is 休, 班 or 暂定, or a holiday's own name.

    `todo_hours` is the flattest load of the day, `beyond_hours` the part of it above
    the capacity; `capacity_hours` None means that nobody knows.
    """

    date: date
    working: bool
    label: str | None = None
    capacity_hours: Hours | None = None
    todo_hours: Hours = 0
    beyond_hours: Hours = 0


@dataclass(frozen=True)
class Bar:
    """One assignment or own plan, from release to due."""

    id: str
    title: str
    department: str
    release: datetime | None
    due: datetime | None
    hours: Hours | None  # None: no estimate
    done: float = 0.0  # 0..1
    deadline_class: str = "negotiable"  # or "statutory", "superior"
    overdue: bool = False
    core: bool = False  # in the minimal set
    inside: bool = False  # inside a critical window
    own: bool = False  # the station's own plan
    href: str = ""
    protected: tuple[tuple[datetime, datetime], ...] = ()
    owed_hours: Hours | None = None  # displaced, still to be made up
    numbers: tuple[int, ...] = ()  # of the conflicts it is in
    note: str = ""  # said after the title: whose it is, where rows are not departments
    moves: str = ""  # where another date is asked for; the bar's end can be dragged


@dataclass(frozen=True)
class EventMark:
    """Something with a fixed time; events of one clash share its number."""

    id: str
    title: str
    kind: str  # "security_duty", "meeting", "training" or "inspection"
    start: datetime
    end: datetime
    clash: bool = False
    number: int | None = None
    href: str = ""  # the task; of a clash where it stands out alone


@dataclass(frozen=True)
class Window:
    """A critical window; the number ties it to its card."""

    number: int
    start: datetime
    end: datetime
    demand_hours: Hours
    capacity_hours: Hours
    shortfall_hours: Hours
    href: str = ""  # looks at this conflict alone


@dataclass(frozen=True)
class More:
    """A line that stands for rows that are folded away, and where they are."""

    text: str
    href: str


@dataclass(frozen=True)
class Group:
    """The rows of one department; a list of marks is a row of fixed events."""

    name: str
    inside_hours: Hours | None
    total_hours: Hours | None
    rows: list[Bar | list[EventMark]]
    hot: bool = False
    more: More | None = None


@dataclass(frozen=True)
class ProofPoint:
    """Cumulative hours at the end of one day, counted from the window's start."""

    date: date
    capacity: Hours
    before: Hours
    after: Hours | None = None
    working: bool = True


@dataclass(frozen=True)
class ShareColumn:
    """How many stations fit when the work is due at the end of this working day."""

    date: date
    fits: int
