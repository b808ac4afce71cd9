"""Protected time that orders take is written down, and followed while it is owed.

Written when an order goes out or is moved, under the lock of its station. What changes
afterwards changes what is owed, but never to more: a station that protects more than
it did is not owed for it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from coordination.models import OwedEntry, OwedTime
from coordination.services.locking import lock_stations
from coordination.services.taking import Taking, taken_by
from coordination.snapshot import start_of_day
from organization import audit
from organization.models import User
from tasking.models import Assignment, Directive, ProtectedBlock

S = OwedTime.State
AT_ONCE = 500


@dataclass(frozen=True)
class Names:
    """Who issued it and who gave the second name; none where it was urgent."""

    issued_by: User | None
    second: User | None = None
    urgent: bool = False

    @property
    def other(self) -> User | None:
        """The second name, where it is somebody else's."""
        return None if self.second == self.issued_by else self.second


@transaction.atomic
def incur(
    *,
    by: User | None,
    directive: Directive,
    takings: Sequence[Taking],
    names: Names,
    now: dt.datetime,
) -> list[OwedTime]:
    """What a directive that just went out owes to its stations."""
    if not takings:
        return []
    blocks = ProtectedBlock.objects.in_bulk([one.block for one in takings])
    orders = directive.assignments.filter(station__in=blocks_at(takings))
    by_station = {row.station_id: row for row in orders}
    made = [
        _new(by_station[one.station], blocks[one.block], one.units, names, now)
        for one in takings
        if one.block in blocks and one.station in by_station
    ]
    OwedTime.objects.bulk_create(made)
    OwedEntry.objects.bulk_create(
        OwedEntry(owed=row, at=now, by=names.issued_by, act="incur", units=row.units)
        for row in made
    )
    audit.record(
        "owed.incur",
        by=by,
        subject=directive,
        unit=directive.requester_code,
        stations=len(by_station),
        units=sum(row.units for row in made),
    )
    return made


@transaction.atomic
def reckon(
    *, by: User | None, assignment: Assignment, names: Names, now: dt.datetime
) -> list[OwedTime]:
    """What an appointment owes that was moved or changed: more, less, or nothing.

    The caller holds the station. Returns what is newly owed.
    """
    row = Assignment.objects.select_related("directive").get(pk=assignment.pk)
    found = taken_by(row, now) if row.department_id else {}
    known = {one.block_id: one for one in _open(station=row.station_id, order=row.pk)}
    _follow(row, known.values(), found, by, now, most=None)
    blocks = ProtectedBlock.objects.in_bulk(set(found) - set(known))
    settled = _settled(row)
    return [
        owe(by=by, order=row, block=block, units=units, names=names, now=now)
        for pk, block in sorted(blocks.items())
        if (units := found[pk] - settled.get(pk, 0)) > 0
    ]


@transaction.atomic
def owe(
    *,
    by: User | None,
    order: Assignment,
    block: ProtectedBlock,
    units: int,
    names: Names,
    now: dt.datetime,
) -> OwedTime:
    """One more piece, written down; the caller holds the station."""
    made = _new(order, block, units, names, now)
    made.save()
    _note(made, "incur", by, now, units)
    return made


@transaction.atomic
def follow(*, stations: Iterable[int], now: dt.datetime, by: User | None = None) -> int:
    """Look again at what is owed where an order or protected time has changed.

    An order taken back, moved off or made smaller owes less or nothing; how many were
    looked at. One query where nothing has changed.
    """
    ids = sorted(set(stations))
    if not ids:
        return 0
    rows = OwedTime.objects.moved_on().filter(station__in=ids)
    if not rows.exists():
        return 0
    lock_stations(ids)
    held = rows.select_for_update(of=("self",)).select_related("block")
    by_order: dict[int, list[OwedTime]] = defaultdict(list)
    for one in held.order_by("pk"):
        by_order[one.assignment_id].append(one)
    orders = Assignment.objects.in_bulk(by_order)
    for pk, some in by_order.items():
        found = taken_by(orders[pk], now)
        _follow(orders[pk], some, found, by, now, most={o.pk: o.units for o in some})
    return sum(map(len, by_order.values()))


def run_clocks(*, now: dt.datetime, by: User | None = None) -> int:
    """What no act on an order has followed up is followed here."""
    moved = OwedTime.objects.moved_on().values_list("station", flat=True)
    return follow(stations=list(moved[:AT_ONCE]), now=now, by=by)


def owed_at(directives: Iterable[int]) -> list[int]:
    """The stations to which these still owe something."""
    rows = OwedTime.objects.open().filter(assignment__directive__in=list(directives))
    return list(rows.values_list("station", flat=True))


def blocks_at(takings: Iterable[Taking]) -> set[int]:
    """The stations whose protected time is taken."""
    return {one.station for one in takings}


def _follow(
    order: Assignment,
    rows: Iterable[OwedTime],
    found: dict[int, int],
    by: User | None,
    now: dt.datetime,
    *,
    most: dict[int, int] | None,
) -> None:
    """Write down what each row owes as things stand; `most` bounds it."""
    for row in rows:
        if row.block_id is not None:
            row.seen_block = row.block.version if row.block else None
        row.seen_order = order.version
        row.version += 1
        if _ended(order, row):
            _change(row, 0, by, now)
        elif order.is_live and row.block_id and row.start >= start_of_day(now):
            units = found.get(row.block_id, 0)
            _change(row, min(units, most[row.pk]) if most else units, by, now)
        row.save()


def _ended(order: Assignment, row: OwedTime) -> bool:
    """Taken back before it took anything."""
    gone = order.state in (Assignment.State.WITHDRAWN, Assignment.State.RECALLED)
    return gone and not order.entries.filter(act__in=GONE, at__gte=row.end).exists()


GONE = ("withdraw", "recall", "waive", "expire", "relay", "merge", "join")


def _change(row: OwedTime, units: int, by: User | None, now: dt.datetime) -> None:
    if units == row.units:
        return
    if units == 0:
        row.state = S.ENDED
        _note(row, "end", by, now, row.left_units or row.units)
        return
    row.units = units
    _note(row, "change", by, now, units)
    if row.repaid_units >= units:
        row.repaid_units, row.state = units, S.REPAID


def _open(*, station: int, order: int) -> list[OwedTime]:
    rows = OwedTime.objects.open().filter(station=station, assignment=order)
    return list(rows.select_related("block").select_for_update(of=("self",)))


def _settled(order: Assignment) -> dict[int, int]:
    """Units by block that it took and that are made up or let go: not owed again."""
    rows = OwedTime.objects.filter(assignment=order, block__isnull=False)
    rows = rows.filter(state__in=(S.REPAID, S.LET_GO)).order_by()
    return dict(rows.values_list("block").annotate(sum=Sum("units")))


def _new(
    order: Assignment,
    block: ProtectedBlock,
    units: int,
    names: Names,
    now: dt.datetime,
) -> OwedTime:
    last = timezone.localdate(block.end)
    return OwedTime(
        station_id=order.station_id,
        assignment=order,
        block=block,
        title=block.title,
        start=block.start,
        end=block.end,
        units=units,
        issued_by=names.issued_by,
        second=names.other,
        urgent=names.urgent,
        at=now,
        due_on=last + dt.timedelta(days=settings.OWED_DAYS),
        seen_order=order.version,
        seen_block=block.version,
    )


def _note(
    row: OwedTime, act: str, by: User | None, now: dt.datetime, units: int
) -> None:
    OwedEntry.objects.create(owed=row, at=now, by=by, act=act, units=units)
    unit = row.station.code
    audit.record(f"owed.{act}", by=by, subject=row, unit=unit, units=units)
