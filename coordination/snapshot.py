"""From rows to the engine's facts, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from coordination.capacity import capacity
from coordination.core.facts import (
    Block,
    Demand,
    Event,
    StationFacts,
    minute_down,
    minute_up,
)
from organization.models import Station
from personnel.presence import Presence, presence
from tasking.models import LIVE_STATES, RESERVED, Assignment, ProtectedBlock

# Beyond the last due nothing can go wrong; a little more room lets a trial run name
# the earliest date on which something would still fit.
ROOM = dt.timedelta(days=120)
# A verdict asks for no date: the whole week of the last due is enough.
WEEK_OF_DUE = dt.timedelta(days=14)
FARTHEST = dt.timedelta(days=3 * 366)


def start_of_day(now: dt.datetime) -> dt.datetime:
    """Today 00:00 local: the instant stored verdicts speak of."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def snapshot(
    stations: Iterable[int],
    *,
    as_of: dt.datetime,
    until: dt.datetime | None = None,
    codes: Mapping[int, str] | None = None,
    room: dt.timedelta = ROOM,
) -> dict[int, StationFacts]:
    """Facts of the given stations, keyed by id, ordered by id inside.

    Six queries for any number of stations, five when the caller knows their `codes`.
    `until` stretches the horizon to cover a demand that is not stored yet, `room`
    is how far it reaches beyond the last due.
    """
    ids = sorted(set(stations))
    if codes is None:
        codes = dict(Station.objects.filter(pk__in=ids).values_list("pk", "code"))
    work = _assignments(ids, codes)
    end = _horizon(work, as_of, until, room)
    monday = _monday(as_of)
    needed = {pk: _needed(work[pk], as_of, until) for pk in ids}
    present = presence(ids, monday, end, needed)
    blocks = _blocks(ids, monday)
    since = minute_up(as_of)
    return {
        pk: _facts(codes[pk], present[pk], work[pk], blocks[pk], since)
        for pk in ids
        if pk in codes
    }


def _facts(
    code: str,
    present: list[Presence] | None,
    work: list[Demand | Event],
    blocks: list[Block],
    since: int,
) -> StationFacts:
    return StationFacts(
        code=code,
        capacity=None if present is None else capacity(present, blocks, since=since),
        demands=tuple(w for w in work if isinstance(w, Demand)),
        events=tuple(w for w in work if isinstance(w, Event) and w.end > since),
        blocks=tuple(b for b in blocks if b.end > since),
    )


def _assignments(
    ids: list[int], codes: Mapping[int, str]
) -> dict[int, list[Demand | Event]]:
    """Live work per station. Ordered by id: a plan's row order is nobody's promise."""
    found: dict[int, list[Demand | Event]] = defaultdict(list)
    rows: Any = (
        Assignment.objects.filter(station__in=ids, state__in=LIVE_STATES)
        .order_by("pk")
        .values(
            "pk",
            "station_id",
            "department__code",
            "directive__reserved",
            "is_event",
            "release",
            "due",
            "remaining_units",
            "max_officers",
            "officers",
            "attendees",
            "priority",
        )
    )
    for row in rows:
        code = row["department__code"] or codes[row["station_id"]]
        row["department"] = RESERVED if row["directive__reserved"] else code
        found[row["station_id"]].append(
            _event(row) if row["is_event"] else _demand(row)
        )
    return found


def _demand(row: dict[str, Any]) -> Demand:
    return Demand(
        id=str(row["pk"]),
        department=row["department"],
        release=None if row["release"] is None else minute_up(row["release"]),
        due=None if row["due"] is None else minute_down(row["due"]),
        effort=row["remaining_units"],
        max_officers=milli(row["max_officers"]),
        priority=row["priority"],
    )


def _event(row: dict[str, Any]) -> Event:
    return Event(
        id=str(row["pk"]),
        department=row["department"],
        start=minute_up(row["release"]),
        end=minute_down(row["due"]),
        officers=milli(row["officers"]) or 0,
        attendees=tuple(row["attendees"]),
    )


def _blocks(ids: list[int], since: dt.date) -> dict[int, list[Block]]:
    found: dict[int, list[Block]] = defaultdict(list)
    rows = ProtectedBlock.objects.filter(station__in=ids, end__date__gt=since)
    for row in rows.order_by("pk"):
        found[row.station_id].append(
            Block(
                f"b{row.pk}",
                row.title,
                minute_up(row.start),
                minute_down(row.end),
                milli(row.officers) or 0,
            )
        )
    return found


def _horizon(
    work: dict[int, list[Demand | Event]],
    as_of: dt.datetime,
    until: dt.datetime | None,
    room: dt.timedelta,
) -> dt.date:
    """First day nobody asks about: after the last due, with some room."""
    last = max(
        (
            (w.end if isinstance(w, Event) else w.due) or 0
            for rows in work.values()
            for w in rows
        ),
        default=0,
    )
    latest = max(as_of, dt.datetime.fromtimestamp(last * 60, dt.UTC), until or as_of)
    return timezone.localdate(min(latest + room, as_of + FARTHEST))


def _needed(
    work: list[Demand | Event], as_of: dt.datetime, until: dt.datetime | None
) -> tuple[dt.date, dt.date]:
    """The days whose hours decide: from today to the station's last due."""
    dues = [w.end if isinstance(w, Event) else w.due or 0 for w in work]
    last = dt.datetime.fromtimestamp(max(dues, default=0) * 60, dt.UTC)
    latest = min(max(as_of, last, until or as_of), as_of + FARTHEST)
    # A due at midnight asks for nothing of the day it begins.
    ends = max(as_of, latest - dt.timedelta(minutes=1))
    return timezone.localdate(as_of), timezone.localdate(ends)


def _monday(moment: dt.datetime) -> dt.date:
    day = timezone.localdate(moment)
    return day - dt.timedelta(days=day.weekday())


def milli(officers: Decimal | None) -> int | None:
    """Officers with at most three decimals as whole milli-officers."""
    return None if officers is None else int(officers * 1000)
