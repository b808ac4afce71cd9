"""The plan's check as a curve and a table: what there is, what is to do, before, after.

Cumulative from the start of the conflict's window, ends of days. Counted is work that
may not begin earlier; where the line of what is to do lies above what there is, it
cannot be done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import timezone
from django.utils.safestring import SafeString

from coordination.core.facts import Demand, StationFacts, hours, minute_up
from coordination.core.plans import applied
from coordination.core.supply import Supply, supply
from coordination.fixes.strength import Line, strength
from coordination.models import Conflict
from coordination.moments import instant
from coordination.pictures import proof_curve
from coordination.pictures.data import ProofPoint
from coordination.planned import fitted
from coordination.services.negotiation.orders import orders_by_id
from coordination.thread.reading import Reading
from organization.templatetags.formats import last_day

LONGEST = 62  # days a curve shows


@dataclass(frozen=True)
class Row:
    """Sums at the end of a day on which something falls due, before or after."""

    day: dt.date
    capacity: Decimal
    before: Decimal
    after: Decimal

    @property
    def left_before(self) -> Decimal:
        return self.capacity - self.before

    @property
    def left_after(self) -> Decimal:
        return self.capacity - self.after


@dataclass(frozen=True)
class Check:
    """The picture and its twin; empty where nothing can be added up."""

    curve: SafeString | str
    rows: list[Row]
    start: dt.date | None = None
    lines: tuple[Line, ...] = ()
    beside: bool = False


def check(reading: Reading) -> Check:
    """At the conflict's own station, as of now; of appointments the officers there."""
    known, code = reading.known, reading.conflict.station.code
    if known is None or known.facts[code].capacity is None:
        return Check("", [])
    facts = known.facts[code]
    own = [each for each in reading.plan.stations if each.station == code]
    changes = [change for each in own for change in each.changes]
    was = reading.proposal.plan["was"]
    try:
        after = applied(facts, fitted(changes, known.demands(code), was))
    except KeyError:
        return Check("", [])
    if reading.conflict.kind != Conflict.Kind.DEADLINE:
        title = _titles(reading, facts)
        found = strength(reading.conflict, facts, after, changes, title)
        taken = reading.conflict.kind == Conflict.Kind.DISPLACEMENT
        return Check("", [], lines=found, beside=taken)
    start = max(minute_up(reading.conflict.window_start), known.minute)
    before = _due_by_day(facts.demands, start, known.minute)
    then = _due_by_day(after.demands, start, known.minute)
    points = _points(facts, before, then, start, reading)
    due_days = set(before) | set(then)
    rows = [
        Row(p.date, Decimal(p.capacity), Decimal(p.before), Decimal(p.after or 0))
        for p in points
        if p.date in due_days
    ]
    return Check(proof_curve(points), rows, _day(start))


def _titles(reading: Reading, facts: StationFacts) -> Callable[[str], str]:
    """What an appointment at the station is called before the reader."""
    missing = [int(e.id) for e in facts.events if e.id not in reading.orders]
    rows = {**reading.orders, **orders_by_id(missing)}
    return replace(reading, orders=rows).title


def _points(
    facts: StationFacts,
    before: dict[dt.date, int],
    after: dict[dt.date, int],
    start: int,
    reading: Reading,
) -> list[ProofPoint]:
    """One point per day from the window's start to the last due that was moved."""
    given = supply(facts.capacity or (), facts.events, as_of=start)
    first = _day(start)
    last = max(_last_moved(reading), last_day(timezone.localtime(reading.conflict.due)))
    days = min((last - first).days + 2, LONGEST)
    points, owed, owes, had = [], 0, 0, 0
    for n in range(days):
        day = first + dt.timedelta(days=n)
        owed, owes = owed + before.get(day, 0), owes + after.get(day, 0)
        has = _until(given, start, day)
        points.append(
            ProofPoint(day, hours(has), hours(owed), hours(owes), working=has > had)
        )
        had = has
    return points


def _until(given: Supply, start: int, day: dt.date) -> int:
    """Units there are from the start to the end of a day, events taken off."""
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    return given.free.between(start, minute_up(timezone.make_aware(end)))


def _due_by_day(
    demands: Iterable[Demand], start: int, as_of: int
) -> dict[dt.date, int]:
    """Units by the day they fall due, of work that lies inside the window."""
    found: dict[dt.date, int] = {}
    for demand in demands:
        release = max(as_of if demand.release is None else demand.release, as_of)
        if demand.due is None or release < start or demand.due <= start:
            continue
        day = last_day(timezone.localtime(instant(demand.due)))
        found[day] = found.get(day, 0) + (demand.effort or 0)
    return found


def _last_moved(reading: Reading) -> dt.date:
    dues = [
        due
        for _station, change in reading.changes
        for due in (change.due, *(part.due for part in change.parts))
        if due is not None
    ]
    if not dues:
        return dt.date.min
    return last_day(timezone.localtime(instant(max(dues))))


def _day(minute: int) -> dt.date:
    return timezone.localdate(instant(minute))
