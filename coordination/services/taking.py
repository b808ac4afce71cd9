"""Which protected time an order takes: before it goes out, and as it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from coordination.core.facts import Event, minute_up
from coordination.core.taken import taken, without
from coordination.core.ways import counted
from coordination.services.ordering import Order
from coordination.services.previewing import CHUNK
from coordination.snapshot import snapshot, start_of_day
from tasking.models import Assignment, ProtectedBlock


@dataclass(frozen=True)
class Taking:
    """So many units that an order takes of one protected block."""

    station: int
    block: int
    units: int


def takings(order: Order, *, lock: bool = False) -> tuple[Taking, ...]:
    """What a directive would take of its stations' protected time.

    Nothing but fixed appointments takes any: other work waits for its turn. With
    `lock` the blocks are held, after the stations; whoever gives one up meanwhile
    waits, or has given it up already.
    """
    content = order.content
    if not content.is_event or content.release is None or order.until is None:
        return ()
    blocks = ProtectedBlock.objects.filter(
        station__in=order.targets.stations,
        start__lt=order.until,
        end__gt=content.release - order.summons.longest,
    )
    return tuple(_taken(order, _stations_of(blocks, lock=lock)))


def taken_by(row: Assignment, now: dt.datetime) -> dict[int, int]:
    """Units by block that an appointment takes as it stands; none when it is over or
    nothing is owed any more."""
    if not (row.is_event and row.is_live and row.due):
        return {}
    as_of = start_of_day(now)
    back = row.due + dt.timedelta(minutes=row.travel or 0)
    facts = snapshot([row.station_id], as_of=as_of, until=back)[row.station_id]
    rest, event = without(facts, str(row.pk))
    if event is None:
        return {}
    found = taken(rest, event, as_of=minute_up(as_of))
    return {_key(block): units for block, units in found}


def _taken(order: Order, stations: list[int]) -> Iterator[Taking]:
    for n in range(0, len(stations), CHUNK):
        part = stations[n : n + CHUNK]
        known = snapshot(part, as_of=order.as_of, until=order.until)
        for pk in sorted(known):
            event = order.at(pk)
            if isinstance(event, Event):
                facts = order.without_replaced(pk, known[pk])
                event = counted(event, facts.capacity)
                for block, units in taken(facts, event, as_of=order.minute):
                    yield Taking(pk, _key(block), units)


def _stations_of(blocks: QuerySet[ProtectedBlock], *, lock: bool) -> list[int]:
    rows = blocks.order_by("pk")
    if lock:
        rows = rows.select_for_update(no_key=True)
    return sorted(set(rows.values_list("station_id", flat=True)))


def _key(block: str) -> int:
    return int(block.removeprefix("b"))
