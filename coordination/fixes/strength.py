"""Before and after a plan about appointments: who is asked for and who is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from coordination.core.facts import StationFacts, minute_down, minute_up
from coordination.core.heads import Both, Lens, compared, shared_by
from coordination.core.plans import Change
from coordination.fixes.timed import when
from coordination.models import Conflict
from coordination.moments import instant


@dataclass(frozen=True)
class Line:
    """Officers needed and there from start to end, by the titles that need them."""

    start: dt.datetime
    end: dt.datetime
    there: Decimal
    there_after: Decimal
    before: Decimal
    after: Decimal
    titles: Sequence[str]
    titles_after: Sequence[str]

    @property
    def when(self) -> str:
        return when(minute_up(self.start), minute_down(self.end))

    @property
    def left_before(self) -> Decimal:
        return self.there - self.before

    @property
    def left_after(self) -> Decimal:
        return self.there_after - self.after


def strength(
    conflict: Conflict,
    before: StationFacts,
    after: StationFacts,
    changes: Iterable[Change],
    title: Callable[[str], str],
) -> tuple[Line, ...]:
    """The conflict's own time, and the times to which something was moved."""
    spans = [(minute_up(conflict.window_start), minute_down(conflict.window_end))]
    spans += [
        (change.start, change.due)
        for change in changes
        if change.kind == "move" and change.start is not None and change.due is not None
    ]
    found = compared(before, after, spans, _lens(conflict, before))
    return tuple(_line(each, title) for each in found)


def _lens(conflict: Conflict, facts: StationFacts) -> Lens:
    if conflict.kind == Conflict.Kind.DISPLACEMENT:
        return Lens(beside=True)
    members = {m["assignment"]: int(m["units"]) for m in conflict.members}
    return Lens(shared_by(facts, members, conflict.capacity_units))


def _line(both: Both, title: Callable[[str], str]) -> Line:
    before, after = both.before, both.after
    return Line(
        instant(both.start),
        instant(both.end),
        people(before.there),
        people(after.there),
        people(before.asked),
        people(after.asked),
        [title(event) for event in before.events],
        [title(event) for event in after.events],
    )


def tightest(lines: Sequence[Line]) -> Line | None:
    """Where fewest are to spare afterwards."""
    return min(lines, key=lambda line: line.left_after, default=None)


def people(milli: int) -> Decimal:
    return Decimal(milli) / 1000
