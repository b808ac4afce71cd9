"""The working of one conflict: every line a person adds up, and where it crosses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from coordination.core import facts as core
from coordination.core.detect import detect
from coordination.ledger import cards, supplied
from coordination.ledger.figures import TENTH, Figures, figures, tenths
from coordination.ledger.reading import Reading
from coordination.ledger.supplied import Stretch, Week
from coordination.models import Conflict
from coordination.moments import instant
from coordination.stored import as_core
from organization.templatetags.formats import inner

How = Literal["hours", "heads", "people", "later"]
"""What the sum is held against: the hours of a window, the heads present at once,
people asked for by name, or nothing yet: the facts have changed since the check."""


@dataclass(frozen=True)
class Line:
    """One member by its due; hours are tenths that add up, units are exact.

    `available` is what there is until its due, None where only the end counts;
    `crossed` marks the first line at which the sum is more than that.
    """

    assignment: int
    department: str
    name: str
    title: str
    release: dt.datetime | None
    due: dt.datetime | None
    units: int
    running_units: int
    available_units: int | None
    hours: Decimal
    running: Decimal
    available: Decimal | None
    minimal: bool
    event: bool
    crossed: bool

    @property
    def quoted(self) -> str:
        """The title as it stands inside quotation marks."""
        return inner(self.title)

    @property
    def left(self) -> Decimal | None:
        return None if self.available is None else self.available - self.running

    @property
    def left_units(self) -> int | None:
        if self.available_units is None:
            return None
        return self.available_units - self.running_units


@dataclass(frozen=True)
class Working:
    """Lines in the order of their dues, and the stretches of time behind the hours.

    `unusable` are hours of those stretches that limits on how many may work at once
    leave idle; `people` are the names asked for at once.
    """

    conflict: Conflict
    figures: Figures
    how: How
    lines: tuple[Line, ...]
    stretches: tuple[Stretch, ...]
    unusable_units: int
    people: tuple[str, ...]

    @property
    def crossing(self) -> Line | None:
        return next((line for line in self.lines if line.crossed), None)

    @property
    def unusable(self) -> Decimal:
        """Shown: what the stretches add up to beyond what counts."""
        shown = sum((s.available for s in self.stretches), Decimal(0))
        return shown - self.figures.capacity if self.stretches else Decimal(0)

    @property
    def weeks(self) -> list[Week]:
        """Those of the stretches of which more is to say, in order of time."""
        found = {s.week.monday: s.week for s in self.stretches if s.week}
        return list(found.values())

    @property
    def minutes(self) -> int:
        return int((self.conflict.due - self.conflict.release).total_seconds()) // 60


def work_out(reading: Reading, conflict: Conflict) -> Working:
    """The working as of the reading; three or four more queries for all
    workings of a reading when there are hours to show."""
    found = as_core(conflict)
    how, people = _how(reading, conflict, found)
    dues = [_due(reading, member, found.end) for member in conflict.members]
    stretches: tuple[Stretch, ...] = ()
    if how in ("hours", "heads"):
        stretches = supplied.stretches(reading, found, sorted(set(dues)))
    total = sum(s.available_units for s in stretches)
    limited = how == "hours" and total != found.capacity
    return Working(
        conflict=conflict,
        figures=figures(conflict),
        how=how,
        lines=_lines(reading, conflict, dues, _Held(how, limited, stretches, found)),
        stretches=stretches,
        unusable_units=total - found.capacity if limited else 0,
        people=people,
    )


def _how(
    reading: Reading, conflict: Conflict, found: core.Conflict
) -> tuple[How, tuple[str, ...]]:
    """A stored conflict that the facts of today no longer give is not explained."""
    settled = conflict.state == Conflict.State.SETTLED
    verdict = detect(reading.facts, as_of=reading.minute, now=reading.minute)
    if settled or not any(_same(found, each) for each in verdict.conflicts):
        return "later", ()
    if found.kind == "deadline":
        return "hours", ()
    shared = _shared(reading, found)
    return ("people", shared) if shared else ("heads", ())


def _same(one: core.Conflict, two: core.Conflict) -> bool:
    return (one.kind, one.start, one.end, one.capacity, set(one.members)) == (
        two.kind,
        two.start,
        two.end,
        two.capacity,
        set(two.members),
    )


def _shared(reading: Reading, found: core.Conflict) -> tuple[str, ...]:
    """Names every member asks for, if that and not the heads is what collides."""
    if found.kind != "clash" or any(m.units != found.capacity for m in found.members):
        return ()
    events = {event.id: event for event in reading.facts.events}
    named = [set(events[m.id].attendees) for m in found.members]
    shared = sorted(set.intersection(*named)) if len(named) > 1 else []
    together = 1000 * len(shared) * (found.end - found.start)
    return tuple(shared) if together == found.capacity else ()


def _due(reading: Reading, member: dict[str, Any], end: int) -> int:
    """The minute by which a member counts: its due, not beyond the window."""
    row = reading.by_id.get(member["assignment"])
    if row is None or row.due is None:
        return end
    return min(core.minute_down(row.due), end)


@dataclass(frozen=True)
class _Held:
    """What the running sum is held against."""

    how: How
    limited: bool
    stretches: Sequence[Stretch]
    conflict: core.Conflict

    def until(self, due: int, *, last: bool) -> tuple[int, Decimal] | None:
        """Units and shown hours until a due; None where nothing can be said."""
        if self.how == "later" or self.limited or self.how == "people":
            if not last:
                return None
            shown = self.conflict.capacity // TENTH
            return self.conflict.capacity, tenths(shown)
        inside = [s for s in self.stretches if s.end_minute <= due]
        shown_hours = sum((s.available for s in inside), Decimal(0))
        return sum(s.available_units for s in inside), shown_hours


def _lines(
    reading: Reading, conflict: Conflict, dues: Sequence[int], held: _Held
) -> tuple[Line, ...]:
    shown = figures(conflict).members
    members = list(zip(conflict.members, dues, shown, strict=True))
    members.sort(key=lambda each: (each[1], int(each[0]["assignment"])))
    lines: list[Line] = []
    units, hours, over = 0, Decimal(0), False
    for n, (member, due, line) in enumerate(members, 1):
        units, hours = units + member["units"], hours + line
        until = held.until(due, last=n == len(members))
        crossed = until is not None and units > until[0] and not over
        over = over or crossed
        row = reading.by_id.get(member["assignment"])
        lines.append(
            Line(
                assignment=int(member["assignment"]),
                department=member["department"],
                name=reading.names.get(member["department"], member["department"]),
                title=cards.title_of(reading, member["assignment"]),
                release=row.release if row else None,
                due=row.due if row else instant(due),
                units=member["units"],
                running_units=units,
                available_units=until[0] if until else None,
                hours=line,
                running=hours,
                available=until[1] if until else None,
                minimal=member["minimal"],
                event=member["event"],
                crossed=crossed,
            )
        )
    return tuple(lines)
