"""Trial runs of several tasks at once, told in numbers: for lists.

The stations of all of them are read together, so a list costs the same however many
tasks it shows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from coordination.core.facts import Demand
from coordination.core.preview import preview
from coordination.core.profile import Profile
from coordination.moments import instant
from coordination.profiles import rooms
from coordination.services.ordering import Order
from coordination.snapshot import snapshot
from tasking.models import Assignment

# Of a task with more stations than this a list says nothing; its own page does.
MOST_STATIONS = 200


@dataclass
class Tally:
    """How many stations fit; `common` is when it is first due so that all fit."""

    fits: int = 0
    short: int = 0
    unknown: int = 0
    common: dt.datetime | None = None
    hopeless: bool = False  # at some station no due within reach would do

    def add(self, verdict: str, earliest: int | None) -> None:
        if verdict == "unknown":
            self.unknown += 1
        elif verdict == "fits":
            self.fits += 1
        else:
            self.short += 1
            self.hopeless |= earliest is None
            due = None if earliest is None else instant(earliest)
            self.common = max(filter(None, (self.common, due)), default=None)

    @property
    def fits_from(self) -> dt.datetime | None:
        """None where nothing is short, or no date helps everywhere."""
        return None if self.hopeless else self.common


def tallies(orders: Mapping[int, Order], now: dt.datetime) -> dict[int, Tally]:
    """By the key of each order; those to very many stations are left out.

    At most ten queries: the relayed tasks, the rooms, and the rows of stations whose
    room cannot tell.
    """
    told = {
        key: order
        for key, order in orders.items()
        if len(order.targets.stations) <= MOST_STATIONS
    }
    found = {key: Tally() for key in told}
    if not told:
        return found
    _load_replaced(list(told.values()))
    as_of = next(iter(told.values())).as_of
    every = sorted({pk for order in told.values() for pk in order.targets.stations})
    held = dict(rooms(every, as_of))
    left = []
    for key, order, station in _pairs(told):
        answer = _looked_up(order, station, held.get(station))
        if answer is None:
            left.append((key, order, station))
        else:
            found[key].add(*answer)
    _add_read(left, found)
    return found


def _pairs(orders: Mapping[int, Order]) -> Iterator[tuple[int, Order, int]]:
    for key, order in orders.items():
        for station in order.targets.stations:
            yield key, order, station


def _looked_up(
    order: Order, station: int, room: Profile | None
) -> tuple[str, int | None] | None:
    """What the station's room says, where it can tell."""
    if room is None or order.content.is_event or order.later:
        return None
    if station in order.replaced or (room.known and order.last > room.until):
        return None
    demand = order.at(station)
    if not isinstance(demand, Demand):
        return None
    return room.verdict(demand.effort, demand.due, demand.max_officers)


def _add_read(left: list[tuple[int, Order, int]], found: dict[int, Tally]) -> None:
    """From the rows, read once for all; the horizon is that of the latest due."""
    if not left:
        return
    first = left[0][1]
    until = max((o.until for _k, o, _s in left if o.until), default=None)
    known = snapshot({s for _k, _o, s in left}, as_of=first.as_of, until=until)
    minute = first.minute
    for key, order, station in left:
        facts = order.without_replaced(station, known[station])
        answer = preview(facts, order.at(station), as_of=minute, now=minute)
        found[key].add(answer.verdict, answer.earliest_due)


def _load_replaced(orders: list[Order]) -> None:
    """What each takes the place of, in one query instead of one for each."""
    parents = {o.content.parent.pk for o in orders if o.content.parent}
    by_parent: dict[int, dict[int, set[str]]] = {pk: {} for pk in parents}
    if parents:
        rows = Assignment.objects.filter(directive__in=parents)
        for parent, station, pk in rows.values_list("directive", "station_id", "pk"):
            by_parent[parent].setdefault(station, set()).add(str(pk))
    for order in orders:
        above = order.content.parent
        ids = by_parent[above.pk] if above else {}
        order.__dict__["replaced"] = {s: frozenset(some) for s, some in ids.items()}
