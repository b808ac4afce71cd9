"""Before and after a plan, in figures: the window one looks at, and due by due.

Added up from the start of the window, as in the working of the conflict. Officers who
come to help are taken off what is to do, so that one line of available hours serves
both sides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from coordination.core.detect import Reckoned
from coordination.core.facts import StationFacts, minute_down, minute_up
from coordination.core.plans import Change, Plan, applied
from coordination.core.repair.terms import Site
from coordination.models import Conflict
from coordination.moments import instant
from coordination.pictures.data import ProofPoint
from organization.templatetags.formats import last_day

LONGEST = 62  # days a picture can show
HOUR = Decimal(60_000)


@dataclass(frozen=True)
class Sum:
    """Until a due: hours available, to do now and after, units behind them."""

    due: dt.datetime
    available: Decimal
    before: Decimal
    after: Decimal

    @property
    def left_before(self) -> Decimal:
        return self.available - self.before

    @property
    def left_after(self) -> Decimal:
        return self.available - self.after


@dataclass(frozen=True)
class Proof:
    """The sums at every due, and the same by day for the curve."""

    sums: tuple[Sum, ...]
    points: tuple[ProofPoint, ...]


def changes_at(plan: Plan, code: str) -> tuple[Change, ...]:
    """What the plan changes at one station."""
    return next((s.changes for s in plan.stations if s.station == code), ())


def window_after(site: Site, plan: Plan, conflict: Conflict) -> tuple[int, int]:
    """(units to do, units available) in the conflict's window after the plan."""
    read = _read(applied(site.facts, changes_at(plan, site.code)), site)
    start, end = minute_up(conflict.release), minute_down(conflict.due)
    asked = _asked(read, start, [end])[end]
    return asked, _held(read, start, end)


def prove(site: Site, plan: Plan, conflict: Conflict) -> Proof:
    """The conflict's station under the plan, from the window's start to the last due
    the plan gives."""
    changes = changes_at(plan, site.code)
    before, after = _read(site.facts, site), _read(applied(site.facts, changes), site)
    start = minute_up(conflict.release)
    last = max([minute_down(conflict.due), *_new_dues(changes)])
    dues = sorted(
        {j.due for read in (before, after) for j in read.jobs if start < j.due <= last}
        | {last}
    )
    sums = _sums(before, after, start, dues)
    days = _days(start, last)
    ends = [minute_up(_midnight(day + dt.timedelta(days=1))) for day in days]
    points = [
        ProofPoint(day, each.available, each.before, each.after, working)
        for day, each, working in zip(
            days, _sums(before, after, start, ends), _working(before, ends), strict=True
        )
    ]
    return Proof(sums, tuple(points))


def _new_dues(changes: Sequence[Change]) -> list[int]:
    dues = [change.due for change in changes if change.due is not None]
    return dues + [part.due for change in changes for part in change.parts]


def _read(facts: StationFacts, site: Site) -> Reckoned:
    return site.reckon(facts)


def _asked(read: Reckoned, start: int, ends: Iterable[int]) -> dict[int, int]:
    """Units that must be done in [start, end), by end; fixed appointments included."""
    assert read.given is not None  # noqa: S101 - there are plans for known capacity only
    given = read.given
    begin = given.gross.at(start)
    inside = [job for job in read.jobs if job.begin >= begin and job.due > start]
    found = {}
    for end in ends:
        finish = given.gross.at(end)
        work = sum(
            job.effort for job in inside if job.finish <= finish and job.due <= end
        )
        found[end] = work + sum(units for _, units in given.drawn(start, end))
    return found


def _held(read: Reckoned, start: int, end: int) -> int:
    assert read.given is not None  # noqa: S101 - there are plans for known capacity only
    return read.given.gross.between(start, end)


def _sums(
    before: Reckoned, after: Reckoned, start: int, ends: Sequence[int]
) -> tuple[Sum, ...]:
    first = _asked(before, start, ends)
    second = _asked(after, start, ends)
    found = []
    for end in ends:
        there = _held(before, start, end)
        lent = _held(after, start, end) - there
        found.append(
            Sum(
                instant(end),
                Decimal(there) / HOUR,
                Decimal(first[end]) / HOUR,
                Decimal(second[end] - lent) / HOUR,
            )
        )
    return tuple(found)


def _days(start: int, last: int) -> list[dt.date]:
    first, final = timezone.localdate(instant(start)), last_day(instant(last))
    count = min((final - first).days + 1, LONGEST)
    return [first + dt.timedelta(days=n) for n in range(max(count, 1))]


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _working(read: Reckoned, ends: Sequence[int]) -> list[bool]:
    return [_held(read, end - 1440, end) > 0 for end in ends]
