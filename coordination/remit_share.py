"""How much of what is asked of stations lies outside police duties.

Asked for in a month is what was issued or registered in it: the effort of the orders
that still stand, an appointment's people times its length, and the hours of what came
from outside. Outside is what a station reported or took on, unless the bureau found it
to be the police's business. What nobody estimated is counted apart, never as nought.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString

from coordination.core.facts import hours
from coordination.models import RemitReport
from coordination.pictures import bullet
from organization.models import Station, User
from organization.templatetags.formats import month as month_label

MONTHS = 12
MOST = 40
"""Of those who asked, and of stations, so many are named."""
TAKEN_BACK = ("withdrawn", "recalled")
Asked = dict[int | dt.date, int]
"""Units by month, and by station."""


@dataclass
class Share:
    """Units asked in all and from outside; `unknown` of the latter without hours."""

    label: str
    sub: str = ""
    asked: int = 0
    outside: int = 0
    count: int = 0
    unknown: int = 0
    link: str = ""

    @property
    def asked_hours(self) -> Decimal:
        return hours(self.asked)

    @property
    def outside_hours(self) -> Decimal:
        return hours(self.outside)

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.outside, self.asked) if self.asked else None

    @property
    def bar(self) -> SafeString:
        """From outside as a bar, all that was asked as the tick."""
        return bullet(hours(self.outside), hours(self.asked), reach=1.0)


@dataclass(frozen=True)
class Shares:
    """The last twelve months: in all, by month, by who asked, by station."""

    total: Share
    months: list[Share]
    requesters: list[Share]
    stations: list[Share] = field(default_factory=list)


def month_start(now: dt.datetime, back: int = 0) -> dt.date:
    """First day of the local month, or of one so many months earlier."""
    today = timezone.localdate(now)
    months = today.year * 12 + today.month - 1 - back
    return dt.date(months // 12, months % 12 + 1, 1)


def stations_of(user: User) -> Q:
    """Those of one's own, and those below a bureau one oversees."""
    found = Q(pk__in=user.scope.stations)
    for path in user.scope.bureaus_as("leader", "coordinator"):
        found |= Q(bureau__path__startswith=path)
    return found


def shares(user: User, now: dt.datetime) -> Shares:
    """Four statements, however many stations there are; of those who asked and of
    stations the first `MOST`."""
    rows = Station.objects.filter(stations_of(user)).order_by()
    months = [month_start(now, n) for n in reversed(range(MONTHS))]
    said: dict[str, Any] = {
        "months": months,
        "starts": [_midnight(month) for month in months],
        "stations": list(rows.values_list("pk", flat=True)),
        "zone": timezone.get_current_timezone_name(),
        "first": _midnight(months[0]),
        "gone": list(TAKEN_BACK),
        "most": MOST,
    }
    reports = [_Reported(*row) for row in _fetched(_REPORTED, said)]
    said["shown"] = [one.station for one in reports if one.station]
    asked: Asked = {}
    for station, month, units in _fetched(_ORDERED, said):
        asked[month or station] = units
    total = _total(reports, sum(asked.get(month, 0) for month in months))
    return Shares(
        total=total,
        months=_months(reports, asked, reversed(months)),
        requesters=_requesters(reports, total),
        stations=_stations(reports, asked),
    )


@dataclass(frozen=True)
class _Reported:
    """Reports added up: of a month, of who asked, of a station, or of all.

    Units: `outside` in all, `unknown` reports without hours, `more` of them asked for
    by nobody else: what is on the ledger still is among the orders already.
    """

    what: str
    month: dt.date | None
    requester: str
    body: str
    station: int | None
    count: int
    outside: int
    unknown: int
    more: int

    def share(self, asked: int, label: str, sub: str = "", link: str = "") -> Share:
        sums = (asked, self.outside, self.count, self.unknown)
        return Share(label, sub, *sums, link)


def _total(reports: Iterable[_Reported], asked: int) -> Share:
    for one in reports:
        if one.what == "all":
            return one.share(asked + one.more, "")
    return Share("", asked=asked)


def _months(
    reports: Iterable[_Reported], asked: Asked, months: Iterable[dt.date]
) -> list[Share]:
    by_month = {one.month: one for one in reports if one.what == "month"}
    found = []
    for month in months:
        one, units, label = by_month.get(month), asked.get(month, 0), month_label(month)
        plain = Share(label, asked=units)
        found.append(one.share(units + one.more, label) if one else plain)
    return found


def _requesters(reports: Iterable[_Reported], total: Share) -> list[Share]:
    """The most hours first, each beside all that was asked."""
    return [
        one.share(total.asked, one.requester, str(RemitReport.Body(one.body).label))
        for one in reports
        if one.what == "requester"
    ]


def _stations(reports: Iterable[_Reported], asked: Asked) -> list[Share]:
    """By code."""
    sums = {one.station: one for one in reports if one.station is not None}
    rows = Station.objects.filter(pk__in=list(sums)).order_by("code")
    return [
        sums[row.pk].share(
            asked.get(row.pk, 0) + sums[row.pk].more, row.label, link=row.code
        )
        for row in rows
    ]


_REPORTED = """
WITH report AS MATERIALIZED (
    SELECT date_trunc('month', r.reported_at AT TIME ZONE %(zone)s)::date AS month,
           r.requester, r.body, r.station_id, r.effort_units AS units,
           a.id IS NOT NULL AND NOT a.state = ANY(%(gone)s) AS ordered
    FROM coordination_remitreport r
    LEFT JOIN tasking_assignment a ON a.id = r.assignment_id
    WHERE r.station_id = ANY(%(stations)s) AND r.state <> 'refused'
      AND r.reported_at >= %(first)s),
summed AS (
    SELECT grouping(month, requester, station_id) AS part, month, requester, body,
           station_id, count(*) AS count, coalesce(sum(units), 0)::bigint AS outside,
           count(*) - count(units) AS unknown,
           coalesce(sum(units) FILTER (WHERE NOT ordered), 0)::bigint AS more
    FROM report GROUP BY GROUPING SETS ((), (month), (requester, body), (station_id)))
(SELECT 'all', month, '', '', station_id, count, outside, unknown, more
 FROM summed WHERE part = 7 AND count > 0)
UNION ALL
(SELECT 'month', month, '', '', station_id, count, outside, unknown, more
 FROM summed WHERE part = 3)
UNION ALL
(SELECT 'requester', month, requester, body, station_id, count, outside, unknown, more
 FROM summed WHERE part = 5
 ORDER BY outside DESC, requester COLLATE "C", body COLLATE "C" LIMIT %(most)s)
UNION ALL
(SELECT 'station', month, '', '', station_id, count, outside, unknown, more
 FROM summed JOIN organization_station s ON s.id = station_id
 WHERE part = 6 ORDER BY s.code LIMIT %(most)s)
"""
_UNITS = """
       sum(CASE WHEN is_event THEN (extract(epoch FROM due - release) / 60
            * 1000 * greatest(coalesce(officers, 0), cardinality(attendees)))::bigint
           ELSE coalesce(effort_units, 0) END)::bigint
FROM tasking_assignment
WHERE department_id IS NOT NULL AND created_at >= %(first)s
  AND NOT state = ANY(%(gone)s)"""
# (station, month, units) of what departments asked: by month, and by station.
_ORDERED = f"""
SELECT NULL::bigint, (%(months)s::date[])[width_bucket(
    created_at, %(starts)s::timestamptz[])], {_UNITS}
  AND station_id = ANY(%(stations)s)
GROUP BY 2
UNION ALL
SELECT station_id, NULL, {_UNITS} AND station_id = ANY(%(shown)s) GROUP BY 1
"""


def _fetched(sql: str, said: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, said)
        return list(cursor.fetchall())


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
