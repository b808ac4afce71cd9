"""What the engine reads and what it answers: frozen facts in integer units.

Times are minutes since the Unix epoch (UTC), periods are half-open, rates are
milli-officers. One unit of work is one milli-officer-minute, so an officer-hour is
60,000 units and no verdict hangs on rounding.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

UNITS_PER_HOUR = 60_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

Kind = Literal["deadline", "clash", "displacement"]
Scope = Literal["coordination", "overload"]


@dataclass(frozen=True, slots=True)
class Demand:
    """Work that may be split and shared between its release and its due.

    ``release`` None means as_of; ``due`` None never constrains; ``effort`` (units)
    None means not estimated, which makes the station's verdict unknown.
    ``max_officers`` (milli-officers) bounds how many can work on it at once.
    """

    id: str
    department: str
    release: int | None
    due: int | None
    effort: int | None
    max_officers: int | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """A fixed appointment that takes some milli-officers or named people [start, end).

    The appointment itself is [``begins``, ``ends``); before and after it they are on
    their way, ``way`` minutes each time, of which ``lead`` and ``tail`` count.
    """

    id: str
    department: str
    start: int
    end: int
    officers: int
    attendees: tuple[str, ...] = ()
    way: int = 0
    lead: int = 0
    tail: int = 0

    def on_the_way(self, way: int) -> Event:
        """The same appointment with a way there and back, all of which counts."""
        if way == self.lead == self.tail:
            return self
        start, end = self.begins - way, self.ends + way
        return replace(self, start=start, end=end, way=way, lead=way, tail=way)

    @property
    def begins(self) -> int:
        return self.start + self.lead

    @property
    def ends(self) -> int:
        return self.end - self.tail

    @property
    def need(self) -> int:
        """Milli-officers it takes: the larger of the number and the names."""
        return max(self.officers, 1000 * len(set(self.attendees)))


@dataclass(frozen=True, slots=True)
class Period:
    """A rate over [start, end): ``officers`` net and ``present``, milli-officers.

    Overlapping periods add.
    """

    start: int
    end: int
    officers: int
    present: int


@dataclass(frozen=True, slots=True)
class Block:
    """Time a station protects for its own plan, with the milli-officers it takes."""

    id: str
    title: str
    start: int
    end: int
    officers: int


@dataclass(frozen=True, slots=True)
class StationFacts:
    """Everything one verdict rests on.

    ``capacity`` None is unknown; an empty tuple is a known zero.
    """

    code: str
    capacity: tuple[Period, ...] | None
    demands: tuple[Demand, ...]
    events: tuple[Event, ...] = ()
    blocks: tuple[Block, ...] = ()

    @property
    def timed(self) -> tuple[Event | Block, ...]:
        """What has a fixed start and end."""
        return (*self.events, *self.blocks)


class Member(NamedTuple):
    """One piece of work in a conflict, with the units it puts into the window."""

    id: str
    department: str
    units: int
    minimal: bool
    event: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A window that is asked for more than it holds (units).

    [start, end) runs from the earliest release (not before as_of) to the latest due
    of the members; [release, due) is the critical window itself without the idle
    time at its ends. ``demand`` is the sum of the members' units.
    """

    kind: Kind
    start: int
    end: int
    demand: int
    capacity: int
    victims: tuple[str, ...]
    members: tuple[Member, ...]
    departments: tuple[str, ...]
    scope: Scope
    overloaded_by: tuple[str, ...]
    displaces: bool
    release: int
    due: int

    @property
    def shortfall(self) -> int:
        """Units that do not fit."""
        return self.demand - self.capacity


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says about a station.

    ``feasible`` and ``deficit`` (units) speak of deadlines only and are None when
    the capacity or an effort is unknown. Overdue work is counted apart.
    """

    feasible: bool | None
    deficit: int | None
    overdue: tuple[str, ...]
    overdue_units: int
    conflicts: tuple[Conflict, ...]


def hours(units: int) -> Decimal:
    """Officer-hours of so many units, to at most six decimals."""
    exact = (Decimal(units) / UNITS_PER_HOUR).quantize(
        Decimal("0.000001"), rounding=ROUND_HALF_UP
    )
    whole = exact.to_integral_value()
    return whole if exact == whole else exact.normalize()


def units(hours: Decimal | str) -> int:
    """Units of so many officer-hours, rounded half up."""
    exact = Decimal(hours) * UNITS_PER_HOUR
    return int(exact.to_integral_value(rounding=ROUND_HALF_UP))


def minute_up(moment: datetime) -> int:
    """The first whole minute at or after an aware datetime (releases and now)."""
    return -((EPOCH - moment) // MINUTE)


def minute_down(moment: datetime) -> int:
    """The last whole minute at or before an aware datetime (dues)."""
    return (moment - EPOCH) // MINUTE
