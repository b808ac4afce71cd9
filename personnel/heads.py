"""Who is posted and who is away at stations by day, as recorded and as supposed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

POSTED, AWAY, HELPERS = range(3)
Steps = dict[dt.date, list[int]]
"""How [officers posted, officers away, auxiliaries there] change on a day."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """Heads behind a day's presence: officers posted, of these on leave, and the
    auxiliaries who are there where they count."""

    posted: int
    away: int
    helpers: int


@dataclass(frozen=True, slots=True)
class Move:
    """An officer more (`heads` 1) or fewer (-1) at a station on [first, end), supposed
    and not recorded; `leaves` are the days of it on which he is away. Not `police`: an
    auxiliary."""

    station: int
    heads: int
    first: dt.date
    end: dt.date | None
    leaves: tuple[tuple[dt.date, dt.date], ...] = ()
    police: bool = True


@dataclass(frozen=True)
class Heads:
    """The steps of each station, and of which stations anything is known."""

    steps: dict[int, Steps]
    known: frozenset[int]


# An auxiliary may not act alone: he is read where the duty hours say that he relieves
# officers, and makes no station known. Days are clipped to the horizon in SQL so that
# open-ended postings need no special case. The third part tells a station whose
# officers have left from one of which nobody knows anything.
_HEADS = """
WITH posted AS (
    SELECT p.station_id, p.officer_id, p.during, o.category = 'police' AS police
    FROM personnel_posting p JOIN personnel_officer o ON o.id = p.officer_id
    WHERE p.station_id = ANY(%(ids)s) AND (o.category = 'police' OR p.station_id IN (
        SELECT station_id FROM personnel_dutyregime
        WHERE station_id = ANY(%(ids)s) AND auxiliary_share > 0))),
clipped AS (
    SELECT false AS away, police, station_id,
           during * daterange(%(start)s, %(end)s) AS during FROM posted
    UNION ALL
    SELECT true, police, station_id,
           p.during * l.during * daterange(%(start)s, %(end)s)
    FROM posted p JOIN personnel_leave l
      ON l.officer_id = p.officer_id AND l.during && p.during)
SELECT away, police, station_id, lower(during), upper(during)
FROM clipped WHERE NOT isempty(during)
UNION ALL
SELECT DISTINCT NULL::boolean, true, station_id, NULL::date, NULL::date
FROM posted WHERE police
"""


def head_steps(ids: list[int], start: dt.date, end: dt.date) -> Heads:
    """How the officers posted and away change within [start, end). One query."""
    steps: dict[int, Steps] = {pk: {} for pk in ids}
    known = set()
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, {"ids": ids, "start": start, "end": end})
        rows = cursor.fetchall()
    for away, police, station, first, last in rows:
        if away is None:
            known.add(station)
            continue
        column, more = _counted(police=police, away=away)
        changes = steps[station]
        changes.setdefault(first, [0, 0, 0])[column] += more
        changes.setdefault(last, [0, 0, 0])[column] -= more
    return Heads(steps, frozenset(known))


def supposed(
    heads: Heads, moves: Iterable[Move], start: dt.date, end: dt.date
) -> dict[int, Steps]:
    """The steps that are recorded with what is supposed, within [start, end)."""
    found = {
        pk: {day: list(more) for day, more in steps.items()}
        for pk, steps in heads.steps.items()
    }
    for move in moves:
        changes = found.get(move.station)
        if changes is None:
            continue
        stretches = [(False, move.first, move.end or end)]
        stretches += [(True, first, last) for first, last in move.leaves]
        for away, first, last in stretches:
            first, last = max(first, start), min(last, end)
            column, more = _counted(police=move.police, away=away)
            if first < last:
                changes.setdefault(first, [0, 0, 0])[column] += more * move.heads
                changes.setdefault(last, [0, 0, 0])[column] -= more * move.heads
    return found


def _counted(*, police: bool, away: bool) -> tuple[int, int]:
    """In which column one head counts, and how."""
    if police:
        return (AWAY if away else POSTED), 1
    return HELPERS, -1 if away else 1


def head_counts(
    ids: list[int], start: dt.date, end: dt.date
) -> dict[int, list[DayCount]]:
    """Heads per station and day of [start, end). One query."""
    steps = head_steps(ids, start, end).steps
    return {pk: day_counts(changes, start, end) for pk, changes in steps.items()}


def day_counts(steps: Steps, start: dt.date, end: dt.date) -> list[DayCount]:
    """Heads on each day of [start, end), from their changes."""
    found, count = [], (0, 0, 0)
    for n in range((end - start).days):
        more = steps.get(start + dt.timedelta(days=n), (0, 0, 0))
        count = (count[0] + more[0], count[1] + more[1], count[2] + more[2])
        found.append(DayCount(*count))
    return found
