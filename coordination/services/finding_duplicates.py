"""Which live tasks ask the same stations for the same thing; kept pair by pair.

Two tasks meet at a station only if one department's bureau is the other's or stands
above it: a bureau is looked through together with those above it, and its pairs are
its own. A new task is looked at as it is issued; every night each bureau is looked
through again, because dates move and stations report.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from coordination.core import duplicates as core
from coordination.core.duplicates import Request
from coordination.core.facts import minute_down, minute_up
from coordination.models import DuplicateLook, DuplicatePair
from coordination.models.duplicate import OPEN_PAIRS
from coordination.moments import instant
from coordination.relays import ancestors
from coordination.services.holding_pairs import end_overtaken
from coordination.services.telling_duplicates import tell_found
from coordination.snapshot import milli, start_of_day
from coordination.visit_reach import with_reach
from organization.models import Bureau
from tasking.models import LIVE_STATES, Assignment, Directive

AT_ONCE = 10  # bureaus per turn: the dispatcher has other things to do
_FIELDS = (
    *("pk", "department__code", "kind", "title", "data_items", "release", "due"),
    *("effort_units", "officers", "attendees", "parent_id", "issued_at"),
    "department__bureau_id",
)


def look_through(now: dt.datetime) -> int:
    """Look through bureaus that were not looked through today; at most AT_ONCE.

    Returns how many were.
    """
    seen = DuplicateLook.objects.filter(at__gte=start_of_day(now))
    asked = Directive.objects.filter(_live(now)).values("department__bureau")
    rows = Bureau.objects.filter(pk__in=asked).exclude(pk__in=seen.values("bureau"))
    stale = DuplicatePair.objects.filter(state__in=OPEN_PAIRS).values("bureau")
    rows |= Bureau.objects.filter(pk__in=stale).exclude(pk__in=seen.values("bureau"))
    bureaus = list(rows.order_by("pk")[:AT_ONCE])
    for bureau in bureaus:
        look(bureau=bureau, now=now)
    return len(bureaus)


@transaction.atomic
def look(*, bureau: Bureau, now: dt.datetime) -> None:
    """Bring the bureau's pairs up to date."""
    DuplicateLook.objects.update_or_create(bureau=bureau, defaults={"at": now})
    rows = _rows(bureau, now)
    own = {row["pk"] for row in rows if row["department__bureau_id"] == bureau.pk}
    found = [
        pair
        for pair in core.pairs(_requests(rows))
        if int(pair.first) in own or int(pair.second) in own
    ]
    kept = _keep(bureau, found, now)
    over = DuplicatePair.objects.filter(bureau=bureau, state__in=OPEN_PAIRS)
    over.exclude(pk__in=kept).update(
        state=DuplicatePair.State.GONE, kept=None, offered_by=None
    )
    end_overtaken(bureau=bureau, now=now)


@transaction.atomic
def look_at(*, directive: Directive, now: dt.datetime) -> None:
    """The pairs a task just issued makes with those of its bureau and above.

    One with a bureau below is found by the night's look: there may be thousands.
    """
    if directive.department is None or directive.reserved:
        return
    bureau = directive.department.bureau
    requests = {r.id: r for r in _requests(_rows(bureau, now))}
    asked = requests.pop(str(directive.pk), None)
    if asked is not None:
        found = core.partners(asked, requests.values())
        _keep(bureau, [_in_order(pair) for pair in found], now)


def alike(
    directive: Directive, *, now: dt.datetime
) -> list[tuple[Directive, core.Pair]]:
    """Live tasks that one not issued yet would double at a station it is meant for.

    Nothing is written. Nine queries at most; nothing is told of reserved strength.
    """
    if directive.department is None or directive.reserved or directive.due is None:
        return []
    own = Directive.objects.filter(pk=directive.pk).values(*_FIELDS)
    (mine,) = with_reach(list(own))
    rows = _rows(directive.department.bureau, now)
    asked = request_of(mine | {"issued_at": now})
    pairs = {
        int(pair.second if pair.first == asked.id else pair.first): pair
        for pair in core.partners(asked, _requests(rows))
    }
    if not pairs:
        return []
    owed = Assignment.objects.live().filter(
        directive__in=pairs, station__in=directive.targets.values("station")
    )
    met = set(owed.values_list("directive", flat=True))
    others = Directive.objects.select_related("department").in_bulk(met)
    return [(others[pk], pair) for pk, pair in pairs.items() if pk in others]


def _in_order(pair: core.Pair) -> core.Pair:
    """The older directive first; the other may have been drafted before it."""
    if int(pair.first) < int(pair.second):
        return pair
    return replace(pair, first=pair.second, second=pair.first)


def _live(now: dt.datetime) -> Q:
    """Tasks of departments that are still asked; own plans ask nobody else."""
    return Q(state="issued", reserved=False, department__isnull=False, due__gt=now)


def _rows(bureau: Bureau, now: dt.datetime) -> list[dict[str, Any]]:
    rows = Directive.objects.filter(_live(now))
    rows = rows.filter(department__bureau__path__in=ancestors(bureau.path))
    return with_reach(list(rows.order_by("pk").values(*_FIELDS)))


def live_requests(bureau: Bureau, now: dt.datetime) -> list[Request]:
    """What is asked of the bureau's stations by its departments and those above."""
    return _requests(_rows(bureau, now))


def _requests(rows: Iterable[dict[str, Any]]) -> list[Request]:
    return [request_of(row) for row in rows]


def request_of(row: dict[str, Any]) -> Request:
    """A directive as the finder reads it, an inspection with its `reach`."""
    start, end = row["release"] or row["issued_at"], row.get("reach", row["due"])
    return Request(
        id=str(row["pk"]),
        department=row["department__code"],
        kind=row["kind"],
        title=row["title"],
        items=tuple(row["data_items"]),
        start=minute_up(start),
        end=minute_down(end),
        effort=_effort(row),
        family=str(row["parent_id"] or row["pk"]),
    )


def _effort(row: dict[str, Any]) -> int | None:
    """Units at one station; of an appointment what it takes of everybody there."""
    heads = max(milli(row["officers"]) or 0, 1000 * len(set(row["attendees"])))
    units: int | None = row["effort_units"]
    if units is None and heads and row["release"]:
        return heads * max(0, minute_down(row["due"]) - minute_up(row["release"]))
    return units


def _keep(bureau: Bureau, found: Sequence[core.Pair], now: dt.datetime) -> list[int]:
    """Store the pairs that meet at a station; returns the ids of those open.

    What people decided is left as it is. Called with pairs in the order of ids.
    """
    met = _met([(int(p.first), int(p.second)) for p in found])
    rows = [_stored(bureau, p, now) for p in found if (p.first, p.second) in met]
    DuplicatePair.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    values = {(row.first_id, row.second_id): row for row in rows}
    known = DuplicatePair.objects.select_for_update(of=("self",), no_key=True).filter(
        bureau=bureau, state__in=(*OPEN_PAIRS, DuplicatePair.State.GONE)
    )
    known = known.select_related("first__department", "second__department")
    again = [r for r in known.order_by("pk") if (r.first_id, r.second_id) in values]
    for row in again:
        new = values[row.first_id, row.second_id]
        for name in _FOUND:
            setattr(row, name, getattr(new, name))
        if row.state == DuplicatePair.State.GONE:
            row.state = DuplicatePair.State.OPEN
    DuplicatePair.objects.bulk_update(again, [*_FOUND, "state"], batch_size=1000)
    ids = [row.pk for row in again]
    with connection.cursor() as cursor:
        cursor.execute(_MEET, {"pairs": ids, "live": list(LIVE_STATES)})
    tell_found(row for row in again if row.found_at == now)
    return ids


_FOUND = ("basis", "items", "score", "window_start", "window_end", "saved_units")


def _stored(bureau: Bureau, pair: core.Pair, now: dt.datetime) -> DuplicatePair:
    if pair.start is None or pair.end is None:
        raise ValueError("A directive that is live begins and ends")
    return DuplicatePair(
        first_id=int(pair.first),
        second_id=int(pair.second),
        bureau=bureau,
        basis=pair.basis,
        items=list(pair.items),
        score=pair.score,
        window_start=instant(pair.start),
        window_end=instant(pair.end),
        saved_units=pair.saved,
        found_at=now,
    )


_MET = """
SELECT asked.first, asked.second
FROM unnest(%(first)s::bigint[], %(second)s::bigint[]) AS asked (first, second)
WHERE EXISTS (SELECT FROM tasking_assignment a JOIN tasking_assignment b
    ON b.station_id = a.station_id AND b.directive_id = asked.second
    WHERE a.directive_id = asked.first
    AND a.state = ANY(%(live)s) AND b.state = ANY(%(live)s))
"""
# Stations of the pairs as they are now: those that owe both, and no others.
_MEET = """
WITH meeting AS (
    SELECT pair.id AS pair_id, a.station_id, a.id AS first_id, b.id AS second_id
    FROM coordination_duplicatepair pair
    JOIN tasking_assignment a ON a.directive_id = pair.first_id
    JOIN tasking_assignment b ON b.directive_id = pair.second_id
        AND b.station_id = a.station_id
    WHERE pair.id = ANY(%(pairs)s)
    AND a.state = ANY(%(live)s) AND b.state = ANY(%(live)s)),
over AS (
    DELETE FROM coordination_duplicatestation old WHERE pair_id = ANY(%(pairs)s)
    AND NOT EXISTS (SELECT FROM meeting WHERE meeting.pair_id = old.pair_id
        AND meeting.station_id = old.station_id))
INSERT INTO coordination_duplicatestation (pair_id, station_id, first_id, second_id)
SELECT pair_id, station_id, first_id, second_id FROM meeting
ORDER BY pair_id, station_id ON CONFLICT DO NOTHING
"""


def _met(asked: Sequence[tuple[int, int]]) -> set[tuple[str, str]]:
    """Which of the pairs some station owes both of."""
    if not asked:
        return set()
    first, second = zip(*asked, strict=True)
    values = {"first": list(first), "second": list(second), "live": list(LIVE_STATES)}
    with connection.cursor() as cursor:
        cursor.execute(_MET, values)
        return {(str(a), str(b)) for a, b in cursor.fetchall()}
