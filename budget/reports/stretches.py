"""Days that money takes, and months in which it came, added up by the database.

The same as `pace.pace_of` says of each line by itself, for all lines below a bureau.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from budget.below.counting import STATIONS
from budget.below.terms import Homes
from budget.reports.pace import Flow, Move, Pace

# Each yuan of a line has a place: the n-th that came is the n-th that went. Between two
# neighbouring ends of cumulated sums all yuan came on one day and went on one day: that
# of the next end of its kind, which looking from the far end has just been passed.
_PARTS = """
, line AS MATERIALIZED (
    SELECT l.id, CASE WHEN s.branch = 0 THEN -s.id ELSE s.branch END AS unit
    FROM station s JOIN budget_line l ON l.station_id = s.id
    WHERE l.year = %(year)s AND l.category = %(category)s),
came AS (
    SELECT e.line_id, 'a' AS kind, (e.at AT TIME ZONE %(zone)s)::date AS day,
           NULL::date AS out, (100 * e.amount)::bigint AS fen
    FROM line JOIN budget_entry e ON e.line_id = line.id
    WHERE e.kind = 'allocate'
      AND NOT EXISTS (SELECT FROM budget_entry c WHERE c.takes_back_id = e.id)),
sure AS (
    SELECT e.line_id, 'c' AS kind, (e.at AT TIME ZONE %(zone)s)::date AS day,
           (d.released_at AT TIME ZONE %(zone)s)::date AS out,
           (100 * e.amount)::bigint AS fen
    FROM line JOIN budget_entry e ON e.line_id = line.id
    JOIN budget_disbursement d ON d.id = e.disbursement_id
    WHERE e.kind = 'confirm'
      AND NOT EXISTS (SELECT FROM budget_entry c WHERE c.takes_back_id = e.id)),
paid AS MATERIALIZED (
    SELECT d.line_id, 'd' AS kind, (d.released_at AT TIME ZONE %(zone)s)::date AS day,
           (100 * (v.disbursed - v.confirmed))::bigint AS open,
           (100 * v.disbursed)::bigint AS fen
    FROM line JOIN budget_disbursement d ON d.line_id = line.id
    JOIN budget_delivery v ON v.disbursement_id = d.id WHERE v.disbursed > 0),
word AS MATERIALIZED (SELECT * FROM came UNION ALL SELECT * FROM sure),
move AS (
    SELECT line_id, kind, day, fen FROM word
    UNION ALL SELECT line_id, kind, day, fen FROM paid),
placed AS (
    SELECT line_id, kind, day, sum(fen) OVER (
        PARTITION BY line_id, kind ORDER BY day ROWS UNBOUNDED PRECEDING) AS place
    FROM move),
stretch AS (
    SELECT line_id, place - lead(place, 1, 0::numeric) OVER far AS fen,
           min(day) FILTER (WHERE kind = 'a') OVER far AS came,
           min(day) FILTER (WHERE kind = 'd') OVER far AS went,
           min(day) FILTER (WHERE kind = 'c') OVER far AS sure
    FROM placed WINDOW far AS (
        PARTITION BY line_id ORDER BY place DESC ROWS UNBOUNDED PRECEDING)),
taken AS (
    SELECT line_id, 'whole' AS way, sure - came AS days, fen FROM stretch
    WHERE sure IS NOT NULL AND came IS NOT NULL
    UNION ALL SELECT line_id, CASE WHEN went IS NULL THEN 'idle' ELSE 'out' END,
        coalesce(went, %(today)s) - came, fen FROM stretch
    WHERE came IS NOT NULL
    UNION ALL SELECT line_id, 'back', day - out, fen FROM word WHERE kind = 'c'
    UNION ALL SELECT line_id, 'silent', %(today)s - day, open FROM paid WHERE open > 0)
SELECT line.unit, taken.way, greatest(0, taken.days) AS days, sum(taken.fen)::bigint
FROM taken JOIN line ON line.id = taken.line_id WHERE taken.fen > 0
GROUP BY 1, 2, 3
UNION ALL
SELECT 0, kind, extract(year FROM day)::int * 12 + extract(month FROM day)::int - 1,
    sum(fen)::bigint FROM move GROUP BY 2, 3
"""
_PACES = "".join(("WITH ", STATIONS, _PARTS))


@dataclass
class Paces:
    """By the id of a bureau right below, by that of an own station; `months` holds all
    that came, each month's as one move on its first day."""

    bureaus: dict[int, Pace] = field(default_factory=lambda: defaultdict(Pace))
    stations: dict[int, Pace] = field(default_factory=lambda: defaultdict(Pace))
    months: Flow = field(default_factory=Flow)

    @property
    def all(self) -> Pace:
        found = Pace()
        for one in (*self.bureaus.values(), *self.stations.values()):
            found += one
        return found


def read_paces(homes: Homes, year: int, category: str, today: dt.date) -> Paces:
    """Of the lines of stations below; one query."""
    values = homes.values() | {
        "year": year,
        "first": dt.date(year, 1, 1),
        "category": category,
        "today": today,
        "zone": timezone.get_current_timezone_name(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PACES, values)
        return _paces(cursor.fetchall())


def _paces(rows: Iterable[tuple[int, str, int, int]]) -> Paces:
    found = Paces()
    for unit, way, number, fen in rows:
        if unit:
            pace = found.bureaus[unit] if unit > 0 else found.stations[-unit]
            getattr(pace, way).add(number, fen)
        else:
            _came(found.months, way, dt.date(number // 12, number % 12 + 1, 1), fen)
    return found


def _came(flow: Flow, kind: str, first: dt.date, fen: int) -> None:
    move: Move = (first, fen)
    if kind == "a":
        flow.allocated.append(move)
    elif kind == "d":
        flow.disbursed.append(move)
    else:
        flow.confirmed.append((first, *move))
