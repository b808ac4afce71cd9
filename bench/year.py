"""What ways out and trial runs do for the demo's force: `bench/run.py --only year`.

Reads a database with the demo in it and writes nothing. First the open conflicts: what
their plans settle and at what price. Then the year again: every directive given in the
order of issue, once as it was, and once with the date its trial run names where it
would not fit, as far as that date may move.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from dataclasses import dataclass, replace

import django

from bench.figures import Figure, ms, tell

django.setup()

import time  # noqa: E402

from django.utils import timezone  # noqa: E402

from coordination.core.detect import detect  # noqa: E402
from coordination.core.facts import (  # noqa: E402
    Demand,
    Event,
    StationFacts,
    minute_down,
    minute_up,
)
from coordination.core.plans import Change  # noqa: E402
from coordination.core.preview import preview  # noqa: E402
from coordination.core.ways import counted  # noqa: E402
from coordination.leeway import later_dues, may_move  # noqa: E402
from coordination.models import Conflict  # noqa: E402
from coordination.services.fixing import fixes  # noqa: E402
from coordination.services.fixing_ground import Fixes  # noqa: E402
from coordination.snapshot import ROOM, milli, read, start_of_day  # noqa: E402
from organization.calendar import WorkCalendar  # noqa: E402
from organization.models import Station  # noqa: E402
from tasking.models import Assignment  # noqa: E402

HOUR = 60_000
STILL_OPEN = ("withdrawn", "recalled")
KINDS = (("dates alone", ("cheapest",)), ("a step of it later", ("split",)),
         ("officers lent", ("lend",)))  # fmt: skip


def main() -> None:
    tell([*settled(), *avoided()])


def settled() -> list[Figure]:
    """The open deadline conflicts: hours short, and what plans make of them."""
    now = timezone.now()
    rows = Conflict.objects.open().filter(kind=Conflict.Kind.DEADLINE)
    found: list[Fixes] = []
    taken = []
    for row in rows.select_related("station").order_by("pk"):
        begun = time.perf_counter()
        found.append(fixes([row], now=now))
        taken.append(time.perf_counter() - begun)
    short = sum(row.shortfall_units for each in found for row in each.conflicts)
    figures = [
        Figure(
            "demo: reading one conflict and ranking its plans, median",
            ms(statistics.median(taken)),
            detail={"conflicts": len(found), "hours short": short / HOUR},
        )
    ]
    return figures + [_settled(found, name, methods) for name, methods in KINDS]


def _settled(found: list[Fixes], name: str, methods: tuple[str, ...]) -> Figure:
    hours = total = days = count = lent = 0
    for each in found:
        total += each.conflicts[0].shortfall_units
        for offer in each.offers:
            if offer.plan.method in methods and offer.plan.settles:
                hours += each.conflicts[0].shortfall_units
                count += 1
                days += _days(each, offer.plan.stations[0].changes)
                lent += offer.plan.cost if offer.plan.method == "lend" else 0
                break
    price = f"{lent} officer-hours" if "lend" in methods else f"{days} working days"
    return Figure(
        f"demo: open conflicts settled by {name}",
        f"{count} of {len(found)},"
        f" {hours / HOUR:.1f} of {total / HOUR:.1f} h for {price}",
    )


def _days(found: Fixes, changes: tuple[Change, ...]) -> int:
    """Working days by which dates move in all."""
    dues = {
        terms.demand: terms.dues
        for site in found.sites.values()
        for terms in site.movables
    }
    days = 0
    for change in changes:
        due = change.parts[-1].due if change.parts else change.due
        offered = dues.get(change.demand, ())
        days += offered.index(due) + 1 if due in offered else 0
    return days


@dataclass(frozen=True)
class Order:
    """What one directive asked of one station, when, and which dates it might take."""

    issued: dt.datetime
    work: Demand | Event
    later: tuple[int, ...]


def avoided() -> list[Figure]:
    """Conflicts of the year as it was, and had every trial run been followed."""
    began = start_of_day(timezone.now() - dt.timedelta(days=365))
    minute = minute_up(began)
    orders = _orders(began)
    codes = dict(Station.objects.open().order_by("pk").values_list("pk", "code"))
    every = {pk: [order.work for order in given] for pk, given in orders.items()}
    work = defaultdict(list, every)
    facts = read(codes, work, as_of=began, room=ROOM, fresh=True)
    before = after = tried = moved = days = 0
    for pk in codes:
        held = facts[pk].facts
        if held.capacity is None:
            continue
        followed, counts = _followed(held, orders.get(pk, []), minute)
        before += _failing(held, minute)
        after += _failing(followed, minute)
        tried, moved, days = (
            a + b for a, b in zip((tried, moved, days), counts, strict=True)
        )
    return [
        Figure(
            "demo: conflicts of a year avoided, had every trial run been followed",
            f"{before - after} of {before}",
            detail={"orders": tried, "dates moved": moved, "working days": days},
        )
    ]


def _followed(
    facts: StationFacts, orders: list[Order], minute: int
) -> tuple[StationFacts, tuple[int, int, int]]:
    """The station had each order that did not fit taken the first date that does."""
    held = replace(facts, demands=(), events=())
    moved = days = 0
    for order in sorted(orders, key=lambda each: (each.issued, each.work.id)):
        work = order.work
        if isinstance(work, Event):
            work = counted(work, held.capacity)
            held = replace(held, events=(*held.events, work))
            continue
        said = preview(held, work, as_of=minute, now=minute)
        first = said.earliest_due
        if said.verdict == "conflict" and first is not None:
            step = next((n for n, due in enumerate(order.later) if due >= first), None)
            if step is not None:
                work = replace(work, due=order.later[step])
                moved, days = moved + 1, days + step + 1
        held = replace(held, demands=(*held.demands, work))
    return held, (len(orders), moved, days)


def _failing(facts: StationFacts, minute: int) -> int:
    said = detect(facts, as_of=minute, now=minute)
    return sum(conflict.kind == "deadline" for conflict in said.conflicts)


def _orders(began: dt.datetime) -> dict[int, list[Order]]:
    """What was asked of each station since then, done by now or not."""
    rows = Assignment.objects.filter(due__gt=began).exclude(state__in=STILL_OPEN)
    rows = rows.select_related("directive__parent", "department").order_by("pk")
    end = timezone.localdate() + dt.timedelta(days=400)
    calendar = WorkCalendar.load(timezone.localdate(began), end)
    found: dict[int, list[Order]] = defaultdict(list)
    for row in rows:
        work = _work(row)
        if work is not None:
            found[row.station_id].append(_order(row, work, calendar))
    return found


def _order(row: Assignment, work: Demand | Event, calendar: WorkCalendar) -> Order:
    movable = isinstance(work, Demand) and may_move(row)
    later = later_dues(row, calendar) if movable else ()
    issued = row.directive.issued_at or row.created_at
    return Order(issued, work, tuple(minute_down(due) for due in later))


def _work(row: Assignment) -> Demand | Event | None:
    """The whole of it, from the moment it was given on."""
    if row.due is None:
        return None
    issued = row.directive.issued_at or row.created_at
    code = row.department.code if row.department else row.requester_code
    start, due = max(row.release or issued, issued), minute_down(row.due)
    if row.is_event:
        begin = minute_up(row.release or row.due)
        need = milli(row.officers) or 0
        way, names = row.travel or 0, tuple(row.attendees)
        return Event(str(row.pk), code, begin, due, need, names).on_the_way(way)
    if not row.effort_units:
        return None
    release = min(minute_up(start), due)
    return Demand(str(row.pk), code, release, due, row.effort_units)


if __name__ == "__main__":
    main()
