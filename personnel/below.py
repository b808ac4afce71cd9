"""How many officers all units below a bureau have and are meant to have: added up by
the database, a row for each bureau right below and for each unit of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from organization.models import Bureau

_MEANT = """
    SELECT u.is_station, u.id, sum(p.approved) AS approved
    FROM unit u JOIN personnel_post p ON {which}
    WHERE p.category = 'police' AND p.during @> %(day)s::date GROUP BY 1, 2"""
_POSTED = """
    SELECT u.is_station, u.id, count(*) AS there,
           count(*) FILTER (WHERE p.kind = ANY(%(away)s)) AS borrowed
    FROM unit u JOIN personnel_posting p ON {which}
    LEFT JOIN helper o ON o.id = p.officer_id
    WHERE o.id IS NULL AND p.during @> %(day)s::date GROUP BY 1, 2"""


def _either(sql: str) -> str:
    """Of stations and of departments, each found by an index of its own."""
    kinds = ("u.is_station AND p.station_id", "NOT u.is_station AND p.department_id")
    return " UNION ALL ".join(sql.format(which=f"{kind} = u.id") for kind in kinds)


# A unit where nobody has entered posts is neither short of anybody nor over strength.
_UNIT = """
WITH home AS (
    SELECT * FROM unnest(%(bureaus)s::bigint[], %(branches)s::bigint[])
        AS h(bureau_id, branch)),
unit AS MATERIALIZED (
    SELECT true AS is_station, s.id, h.branch
    FROM organization_station s JOIN home h USING (bureau_id)
    WHERE s.closed_on IS NULL
    UNION ALL
    SELECT false, d.id, h.branch
    FROM organization_department d JOIN home h USING (bureau_id)
    WHERE d.closed_on IS NULL AND NOT d.external),
"""
_STRENGTH = """
lent AS (
    SELECT before.station_id IS NOT NULL AS is_station,
           coalesce(before.station_id, before.department_id) AS id, count(*) AS lent
    FROM personnel_posting p JOIN personnel_officer o ON o.id = p.officer_id,
    LATERAL (
        SELECT q.station_id, q.department_id FROM personnel_posting q
        WHERE q.officer_id = p.officer_id AND lower(q.during) < lower(p.during)
          AND NOT q.kind = ANY(%(away)s)
        ORDER BY q.during DESC LIMIT 1) before
    WHERE o.category = 'police' AND p.kind = ANY(%(away)s)
      AND p.during @> %(day)s::date GROUP BY 1, 2),
strength AS (
    SELECT u.*, approved IS NOT NULL AS established,
           coalesce(approved, 0) AS approved, coalesce(there, 0) AS there,
           coalesce(lent, 0) AS lent, coalesce(borrowed, 0) AS borrowed,
           coalesce(there, 0) - coalesce(borrowed, 0) + coalesce(lent, 0) AS rolls
    FROM unit u LEFT JOIN meant USING (is_station, id)
    LEFT JOIN posted USING (is_station, id) LEFT JOIN lent USING (is_station, id))
SELECT branch, CASE WHEN branch = 0 THEN is_station END AS is_station,
       CASE WHEN branch = 0 THEN id END AS id, count(*)::int,
       count(*) FILTER (WHERE NOT established)::int, bool_or(established),
       sum(approved)::int, sum(there)::int, sum(lent)::int, sum(borrowed)::int,
       coalesce(sum(greatest(0, approved - rolls))
                FILTER (WHERE established), 0)::int,
       coalesce(sum(greatest(0, rolls - approved))
                FILTER (WHERE established), 0)::int
FROM strength GROUP BY 1, 2, 3
"""
_HELPER = "helper AS (SELECT id FROM personnel_officer WHERE category <> 'police'), "
_EACH = f"meant AS ({_either(_MEANT)}), posted AS ({_either(_POSTED)}),"
_UNITS = "".join((_UNIT, _HELPER, _EACH, _STRENGTH))


@dataclass(frozen=True)
class Counted:
    """Units in a branch, the id of a bureau right below; or 0, and then a unit of the
    bureau's own, by whether it is a station and its id. `unset` have no establishment;
    vacancies and what is over strength are summed over units."""

    branch: int
    station: bool | None
    pk: int | None
    units: int
    unset: int
    established: bool
    approved: int
    there: int
    lent: int
    borrowed: int
    vacancies: int
    over: int


def branches_of(bureau: Bureau) -> dict[int, int]:
    """Bureaus below, and the one itself, by id, with the bureau right below in which
    each lies; 0 for the one itself. One query."""
    rows = Bureau.objects.under(bureau).order_by().values_list("pk", "path")
    return branches_in(bureau, rows)


def branches_in(bureau: Bureau, rows: Iterable[tuple[int, str]]) -> dict[int, int]:
    """The same from ids and paths."""
    return {
        pk: int(path.removeprefix(bureau.path).partition("/")[0] or 0)
        for pk, path in rows
    }


def counted(
    branches: Mapping[int, int], day: dt.date, away: Iterable[str]
) -> list[Counted]:
    """`away` are the kinds of posting of those who are lent. One query."""
    values: dict[str, Any] = {
        "bureaus": list(branches),
        "branches": list(branches.values()),
        "day": day,
        "away": [str(kind) for kind in away],
    }
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, values)
        return [Counted(*row) for row in cursor.fetchall()]
