"""Police officers and residents of all units below a bureau, counted by the database.

A whole country is two million postings: they are counted where they lie, by the branch
of the bureau in which they are, and come back as a few hundred rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from personnel.establishment import AWAY
from personnel.structure.points import DAY

# Most officers are police, so it is looked up who is not. A head is whoever fills a
# leading post. Of a half-open period the day before its end counts, so days are given
# shifted by one.
_POSTED = """
    SELECT {unit} AS unit, width_bucket(lower(p.during), %(days)s::date[]) AS a,
           coalesce(width_bucket(upper(p.during), %(days)s::date[]), %(length)s) AS b,
           p.kind = ANY(%(away)s) AS away,
           coalesce(e.kind, '') AS leads,
           p.post = ANY(%(community)s) AS community, count(*) AS n
    FROM {units} JOIN personnel_posting p ON {unit} = {units}.id
    LEFT JOIN helper o ON o.id = p.officer_id
    LEFT JOIN head e ON e.id = p.established_id
    WHERE o.id IS NULL AND p.during && daterange(%(first)s, %(end)s)
    GROUP BY 1, 2, 3, 4, 5, 6"""


def _of(kind: str) -> str:
    return _POSTED.format(units=kind, unit=f"p.{kind}_id")


_PLACES = """
home AS (
    SELECT * FROM unnest(%(bureaus)s::bigint[], %(branches)s::bigint[])
        AS h(bureau_id, branch)),
station AS MATERIALIZED (
    SELECT s.id, h.branch, CASE WHEN h.branch = 0 THEN s.id END AS own, s.rural,
           s.closed_on IS NULL AS open
    FROM organization_station s JOIN home h USING (bureau_id)),
department AS MATERIALIZED (
    SELECT d.id, h.branch
    FROM organization_department d JOIN home h USING (bureau_id)),
helper AS (SELECT id FROM personnel_officer WHERE category <> 'police'),
head AS (SELECT p.id, p.kind FROM personnel_post p WHERE p.leading),
counted AS (
    SELECT station_id, min(year) AS since FROM personnel_residents
    WHERE station_id IN (SELECT id FROM station) GROUP BY 1)"""
_HEADS = ", ".join(
    (
        _PLACES,
        f"posted AS MATERIALIZED ({_of('station')})",
        f"at_hq AS ({_of('department')})",
    )
)
_OFFICERS = """
SELECT 'officers' AS what, s.branch, s.own, true AS at_station, s.rural, p.a, p.b,
       p.away, p.leads, CASE WHEN p.community THEN c.since END AS year,
       ARRAY[sum(p.n)]::bigint[] AS numbers
FROM posted p JOIN station s ON s.id = p.unit
LEFT JOIN counted c ON p.community AND c.station_id = s.id
GROUP BY 2, 3, 5, 6, 7, 8, 9, 10
UNION ALL
SELECT 'officers', d.branch, NULL, false, NULL, p.a, p.b, p.away, p.leads, NULL,
       ARRAY[sum(p.n)]::bigint[]
FROM at_hq p JOIN department d ON d.id = p.unit GROUP BY 2, 6, 7, 8, 9"""
_STATIONS = """
known AS MATERIALIZED (
    SELECT s.*, s.id IN (SELECT unit FROM posted) OR coalesce((
        SELECT true
        FROM personnel_posting p JOIN personnel_officer o ON o.id = p.officer_id
        WHERE p.station_id = s.id AND o.category = 'police' LIMIT 1), false) AS known
    FROM station s WHERE s.open),
newest AS (
    SELECT DISTINCT ON (y.year, r.station_id) y.year, r.station_id, r.number
    FROM unnest(%(years)s::int[]) AS y(year) JOIN personnel_residents r
      ON r.year <= y.year AND r.station_id IN (SELECT id FROM known WHERE known)
    ORDER BY y.year, r.station_id, r.year DESC),
size AS (SELECT sum(n)::int AS n FROM posted WHERE b = %(length)s GROUP BY unit)"""
_TOLD = """
SELECT 'stations', branch, own, true, rural, 0, %(length)s, known, '', NULL::int,
       ARRAY[count(*)]::bigint[]
FROM known GROUP BY branch, own, rural, known
UNION ALL
SELECT 'residents', k.branch, k.own, true, k.rural, 0, %(length)s, true, '', n.year,
       ARRAY[count(*), sum(n.number)]::bigint[]
FROM newest n JOIN known k ON k.id = n.station_id
GROUP BY k.branch, k.own, k.rural, n.year
UNION ALL
SELECT 'sizes', NULL, NULL, true, NULL, width_bucket(n, %(sizes)s::int[]), NULL, true,
       '', NULL, ARRAY[count(*)]::bigint[]
FROM size GROUP BY 6"""
OFFICERS = " ".join(("WITH", _HEADS, _OFFICERS))
EVERYTHING = " ".join(("WITH", _HEADS, ",", _STATIONS, _OFFICERS, "UNION ALL", _TOLD))


class Counted(NamedTuple):
    """So many of `what` in a branch, the id of a bureau right below or 0; `own` is a
    station of the bureau itself. They hold from the day `a` up to the day `b`.

    `officers`: `year` is the first one with residents to look after, if they do that.
    `stations`: `flag` says whether anybody is known to be posted there. `residents`:
    stations and residents of a year. `sizes`: stations, `a` is their size.
    """

    what: str
    branch: int | None
    own: int | None
    at_station: bool
    rural: bool | None
    a: int
    b: int
    flag: bool
    leads: str
    year: int | None
    numbers: list[int]

    @property
    def side(self) -> str:
        return "stations" if self.at_station else "hq"

    @property
    def area(self) -> str:
        return "rural" if self.rural else "urban"


def counted(
    branches: Mapping[int, int],
    days: Sequence[dt.date],
    *,
    sizes: Sequence[int],
    officers_only: bool = False,
) -> list[Counted]:
    """`branches` are bureaus with the branch each lies in; `sizes` how many officers a
    station of each size has at least. One query."""
    values: dict[str, Any] = {
        "bureaus": list(branches),
        "branches": list(branches.values()),
        "days": [day + DAY for day in days],
        "length": len(days),
        "first": days[0],
        "end": days[-1] + DAY,
        "away": [str(kind) for kind in AWAY],
        "community": list(settings.COMMUNITY_POSTS),
        "years": sorted({day.year for day in days}),
        "sizes": list(sizes),
    }
    with connection.cursor() as cursor:
        cursor.execute(OFFICERS if officers_only else EVERYTHING, values)
        return [Counted(*row) for row in cursor.fetchall()]
