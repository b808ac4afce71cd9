"""The statement that counts a year of money, station by station, and adds it up.

Whole numbers throughout: money in fen, heads in days of the year. A line that counts
days is rounded half up as `budget.amounts` does it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

STATIONS = """
home AS (
    SELECT * FROM unnest(%(bureaus)s::bigint[], %(branches)s::bigint[],
                         %(ways)s::int[]) AS h(bureau_id, branch, way)),
station AS MATERIALIZED (
    SELECT s.id, s.code, h.branch, h.way
    FROM organization_station s JOIN home h USING (bureau_id)
    WHERE s.closed_on IS NULL OR s.closed_on > %(first)s OR EXISTS (
        SELECT FROM budget_line l WHERE l.station_id = s.id AND l.year = %(year)s))"""
"""Those of `budget.year.stations_of`, with the branch each lies in."""

# Heads of New Year's day are counted once, whatever norms hold; who is no auxiliary is
# police, which spares looking up most officers. Days are counted where a norm asks.
_DUE = """
term AS (
    SELECT * FROM unnest(%(term_ways)s::int[], %(staff)s::text[], %(begins)s::date[],
                         %(ends)s::date[], %(fen)s::bigint[], %(once)s::boolean[])
        WITH ORDINALITY AS t(way, staff, begins, ends, fen, once, number)),
helper AS (SELECT id FROM personnel_officer WHERE category = 'auxiliary'),
opening AS (
    SELECT p.station_id AS id, count(*) FILTER (WHERE o.id IS NULL) AS police,
           count(o.id) AS auxiliary
    FROM personnel_posting p LEFT JOIN helper o ON o.id = p.officer_id
    WHERE p.station_id IN (SELECT id FROM station) AND p.during @> %(first)s::date
    GROUP BY p.station_id),
stay AS (
    SELECT s.id, t.number, t.fen, t.once,
           CASE t.staff WHEN 'police' THEN c.police ELSE c.auxiliary END AS days
    FROM station s JOIN opening c ON c.id = s.id JOIN term t ON t.way = s.way
    WHERE t.once
    UNION ALL
    SELECT s.id, t.number, t.fen, t.once,
           sum(least(upper(p.during), t.ends) - greatest(lower(p.during), t.begins))
    FROM station s JOIN term t ON t.way = s.way AND NOT t.once
    JOIN personnel_posting p ON p.station_id = s.id
    JOIN personnel_officer o ON o.id = p.officer_id AND o.category = t.staff
    WHERE p.during && daterange(t.begins, t.ends)
    GROUP BY s.id, t.number, t.fen, t.once),
due AS (
    SELECT id, sum(CASE WHEN once THEN days * fen
                   ELSE div(2 * days * fen + %(of)s, 2 * %(of)s) END)::bigint AS fen,
           sum(CASE WHEN once THEN days * %(of)s ELSE days END)::bigint AS heads
    FROM stay GROUP BY id)"""
_NOTHING_DUE = """
due AS (SELECT 0::bigint AS id, 0::bigint AS fen, 0::bigint AS heads WHERE false)"""

_COME = """
come AS (
    SELECT l.station_id AS id, (100 * sum(b.allocated))::bigint AS allocated,
           (100 * sum(b.disbursed))::bigint AS disbursed,
           (100 * sum(b.received))::bigint AS received,
           (100 * sum(b.confirmed))::bigint AS confirmed
    FROM budget_line l JOIN budget_balance b ON b.line_id = l.id
    WHERE l.year = %(year)s AND l.category = %(category)s
      AND l.station_id IN (SELECT id FROM station)
    GROUP BY l.station_id),
open_dispute AS MATERIALIZED (
    SELECT x.disbursement_id FROM budget_dispute x WHERE x.closed_at IS NULL),
disputed AS (
    SELECT l.station_id AS id, count(*) AS disputes
    FROM open_dispute x JOIN budget_disbursement d ON d.id = x.disbursement_id
    JOIN budget_line l ON l.id = d.line_id
    WHERE l.year = %(year)s AND l.category = %(category)s GROUP BY l.station_id),
waiting AS (
    SELECT l.station_id AS id, count(*) AS waiting,
           count(*) FILTER (WHERE v.received = 0) AS silent
    FROM budget_line l JOIN budget_disbursement d ON d.line_id = l.id
    JOIN budget_delivery v ON v.disbursement_id = d.id
    WHERE l.year = %(year)s AND l.category = %(category)s
      AND l.station_id IN (SELECT id FROM station) AND v.disbursed > v.confirmed
      AND d.id NOT IN (SELECT disbursement_id FROM open_dispute)
    GROUP BY l.station_id)"""

_FOUND = """
told AS (
    SELECT s.id, s.code, s.branch, coalesce(due.heads, 0) AS heads,
           CASE WHEN s.way IS NOT NULL THEN coalesce(due.fen, 0) END AS entitled,
           coalesce(allocated, 0) AS allocated, coalesce(disbursed, 0) AS disbursed,
           coalesce(received, 0) AS received, coalesce(confirmed, 0) AS confirmed,
           coalesce(disputes, 0) AS disputes, coalesce(waiting, 0) AS waiting,
           coalesce(silent, 0) AS silent
    FROM station s LEFT JOIN due USING (id) LEFT JOIN come USING (id)
    LEFT JOIN disputed USING (id) LEFT JOIN waiting USING (id)),
found AS MATERIALIZED (
    SELECT *, greatest(0, entitled - confirmed) AS gap,
           disputes = 0 AND silent = 0 AND disbursed > 0 AS settled
    FROM told)"""

_NORMED = "coalesce(sum({0}) FILTER (WHERE entitled IS NOT NULL), 0)"
_STEPS = ("allocated", "disbursed", "received", "confirmed")
_WHERE = {
    "": "true",
    "disputed": "disputes > 0",
    "unanswered": "silent > 0",
    "partly": "settled AND waiting > 0",
    "confirmed": "settled AND waiting = 0",
    "own": "branch = 0",
    "short": "gap > 0",
    "short_heads": "gap > 0 AND heads > 0",
}
"""Which stations; the first of them are states."""
STATES = tuple(_WHERE)[1:5]
_ORDER = {
    "code": 'code COLLATE "C"',
    "missing": "CASE WHEN entitled IS NULL THEN disbursed - confirmed ELSE gap END"
    ' DESC, code COLLATE "C"',
    "per_head": "div(2 * gap::numeric * %(of)s + heads, 2 * nullif(heads, 0)) DESC,"
    ' code COLLATE "C"',
}

SUMS = ", ".join(
    [
        "count(*)",
        "count(entitled)",
        "coalesce(sum(entitled), 0)",
        "coalesce(sum(gap), 0)",
        "sum(heads)",
        *(f"sum({step})" for step in _STEPS),
        *(_NORMED.format(step) for step in _STEPS),
        "sum(disputes)",
        "sum(waiting)",
        *(f"count(*) FILTER (WHERE {_WHERE[state]})" for state in STATES),
        "count(*) FILTER (WHERE entitled IS NULL AND allocated > 0)",
        "count(*) FILTER (WHERE "
        + " OR ".join(f"{name} %% 100 <> 0" for name in ("entitled", *_STEPS))
        + ")",
        "count(*) FILTER (WHERE gap > 0)",
    ]
)
ROW = f"entitled, heads, {', '.join(_STEPS)}, disputes, waiting, silent"


@dataclass(frozen=True)
class Wanted:
    """Stations to be named: which, in which order, so many from the page on; all
    where `size` is None. A page beyond the last one is the last one."""

    which: str = ""
    order: str = "code"
    size: int | None = None
    page: int = 1

    def sql(self, number: int) -> str:
        where, order = _WHERE[self.which], _ORDER[self.order]
        columns = (
            f"{number}, id, row_number() OVER (ORDER BY {order}) AS place",
            f"ARRAY[{ROW}]::bigint[]",
        )
        parts = ("SELECT", ", ".join(columns), "FROM found WHERE", where)
        return " ".join((*parts, "ORDER BY place", self._part(where)))

    def _part(self, where: str) -> str:
        if self.size is None:
            return ""
        size, before = int(self.size), int(self.size) * (max(1, int(self.page)) - 1)
        last = f"(greatest(count(*), 1) - 1) / {size} * {size}"
        count = " ".join(("SELECT", last, "FROM found WHERE", where))
        return f"LIMIT {size} OFFSET least({before}, ({count}))"


def statement(wanted: Sequence[Wanted], *, due: bool) -> str:
    """The sums of each branch under number 0, then what is wanted under 1, 2, …; with
    a number, an id, a place and an array of figures in every row."""
    sums = ("SELECT 0, branch, 0, ARRAY[", SUMS, "]::bigint[] FROM found GROUP BY 2")
    first = "".join(sums)
    parts = [first, *(one.sql(n) for n, one in enumerate(wanted, start=1))]
    ctes = (STATIONS, _DUE if due else _NOTHING_DUE, _COME, _FOUND)
    found = " UNION ALL ".join(f"({part})" for part in parts)
    return f"WITH {', '.join(ctes)} {found}"
