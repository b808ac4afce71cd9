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
back AS MATERIALIZED (
    SELECT takes_back_id AS id FROM budget_entry WHERE takes_back_id IS NOT NULL),
word AS MATERIALIZED (
    SELECT e.line_id, line.unit, CASE e.kind WHEN 'allocate' THEN 1 ELSE 3 END AS kind,
           (e.at AT TIME ZONE %(zone)s)::date AS day,
           (d.released_at AT TIME ZONE %(zone)s)::date AS out,
           (100 * e.amount)::bigint AS fen
    FROM line JOIN budget_entry e ON e.line_id = line.id
    LEFT JOIN budget_disbursement d ON d.id = e.disbursement_id
    WHERE e.kind IN ('allocate', 'confirm') AND e.id NOT IN (SELECT id FROM back)),
paid AS MATERIALIZED (
    SELECT d.line_id, line.unit, 2 AS kind,
           (d.released_at AT TIME ZONE %(zone)s)::date AS day,
           (100 * (v.disbursed - v.confirmed))::bigint AS open,
           (100 * v.disbursed)::bigint AS fen
    FROM line JOIN budget_disbursement d ON d.line_id = line.id
    JOIN budget_delivery v ON v.disbursement_id = d.id WHERE v.disbursed > 0),
placed AS (
    SELECT line_id, unit, kind, day, (sum(fen) OVER (
        PARTITION BY line_id, kind ORDER BY day ROWS UNBOUNDED PRECEDING))::bigint
        AS place
    FROM (SELECT line_id, unit, kind, day, fen FROM word
          UNION ALL SELECT line_id, unit, kind, day, fen FROM paid) AS moves),
stretch AS (
    SELECT unit, place - lead(place, 1, 0::bigint) OVER far AS fen,
           min(day) FILTER (WHERE kind = 1) OVER far AS came,
           min(day) FILTER (WHERE kind = 2) OVER far AS went,
           min(day) FILTER (WHERE kind = 3) OVER far AS sure
    FROM placed WINDOW far AS (
        PARTITION BY line_id ORDER BY place DESC ROWS UNBOUNDED PRECEDING)),
gone AS MATERIALIZED (
    SELECT unit, sure - came AS whole, went - came AS out,
           CASE WHEN went IS NULL THEN %(today)s - came END AS idle, sum(fen) AS fen
    FROM stretch WHERE came IS NOT NULL AND fen > 0 GROUP BY 1, 2, 3, 4),
taken AS (
    SELECT unit, 'whole' AS way, whole AS days, fen FROM gone WHERE whole IS NOT NULL
    UNION ALL SELECT unit, 'out', out, fen FROM gone WHERE out IS NOT NULL
    UNION ALL SELECT unit, 'idle', idle, fen FROM gone WHERE idle IS NOT NULL
    UNION ALL SELECT unit, 'back', day - out, sum(fen) FROM word WHERE kind = 3
        GROUP BY 1, 3
    UNION ALL SELECT unit, 'silent', %(today)s - day, sum(open) FROM paid
        WHERE open > 0 GROUP BY 1, 3),
month AS (
    SELECT kind, date_trunc('month', day)::date AS first, sum(fen) AS fen FROM (
        SELECT kind, day, sum(fen) AS fen FROM word GROUP BY kind, day
        UNION ALL SELECT kind, day, sum(fen) FROM paid GROUP BY kind, day) AS days
    GROUP BY 1, 2)
SELECT unit, way, greatest(0, days), NULL::date, sum(fen)::bigint
FROM taken GROUP BY 1, 2, 3
UNION ALL
SELECT 0, kind::text, 0, first, fen::bigint FROM month
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


def _paces(rows: Iterable[tuple[int, str, int, dt.date, int]]) -> Paces:
    found = Paces()
    for unit, way, days, first, fen in rows:
        if unit:
            pace = found.bureaus[unit] if unit > 0 else found.stations[-unit]
            getattr(pace, way).add(days, fen)
        else:
            _came(found.months, way, first, fen)
    return found


def _came(flow: Flow, kind: str, first: dt.date, fen: int) -> None:
    move: Move = (first, fen)
    if kind == "1":
        flow.allocated.append(move)
    elif kind == "2":
        flow.disbursed.append(move)
    else:
        flow.confirmed.append((first, *move))
