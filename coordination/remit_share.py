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
TAKEN_BACK = ("withdrawn", "recalled")


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
    """Three statements, however many stations there are."""
    rows = Station.objects.filter(stations_of(user)).order_by("code")
    stations = {row.pk: row for row in rows}
    first = month_start(now, MONTHS - 1)
    tables = _Tables(first)
    for station, month, units in _ordered(list(stations), first):
        tables.ask(station, month, units)
    reports = RemitReport.objects.filter(station__in=list(stations))
    reports = reports.exclude(state="refused").filter(reported_at__gte=_midnight(first))
    for row in reports.select_related("assignment").order_by("pk"):
        tables.report(row)
    return tables.read(stations, now)


@dataclass
class _Tables:
    first: dt.date
    total: Share = field(default_factory=lambda: Share(""))
    months: dict[dt.date, Share] = field(default_factory=dict)
    stations: dict[int, Share] = field(default_factory=dict)
    requesters: dict[tuple[str, str], Share] = field(default_factory=dict)

    def of(self, station: int, month: dt.date) -> tuple[Share, ...]:
        one = self.months.setdefault(month, Share(""))
        return self.total, one, self.stations.setdefault(station, Share(""))

    def ask(self, station: int, month: dt.date, units: int) -> None:
        for share in self.of(station, month):
            share.asked += units

    def report(self, row: RemitReport) -> None:
        """What is on the ledger still is among the orders already."""
        month = timezone.localdate(row.reported_at).replace(day=1)
        counted = row.assignment and row.assignment.state not in TAKEN_BACK
        who = Share(row.requester, str(row.get_body_display()))
        who = self.requesters.setdefault((row.requester, row.body), who)
        for share in (*self.of(row.station_id, month), who):
            share.count += 1
            share.outside += row.effort_units or 0
            share.unknown += row.effort_units is None
            if not counted and share is not who:
                share.asked += row.effort_units or 0

    def read(self, stations: dict[int, Station], now: dt.datetime) -> Shares:
        for who in self.requesters.values():
            who.asked = self.total.asked
        for pk, share in self.stations.items():
            share.label, share.link = stations[pk].label, stations[pk].code
        order = [month_start(now, n) for n in range(MONTHS)]
        for month in order:
            share = self.months.setdefault(month, Share(""))
            share.label = month_label(month)
        with_any = [pk for pk in stations if pk in self.stations]
        ranked = sorted(self.requesters.items(), key=lambda i: (-i[1].outside, i[0]))
        return Shares(
            total=self.total,
            months=[self.months[month] for month in order],
            requesters=[share for _key, share in ranked],
            stations=[self.stations[pk] for pk in with_any if self.stations[pk].count],
        )


_ORDERED = """
SELECT station_id, date_trunc('month', created_at AT TIME ZONE %(zone)s)::date,
       sum(CASE WHEN is_event THEN (extract(epoch FROM due - release) / 60
            * 1000 * greatest(coalesce(officers, 0), cardinality(attendees)))::bigint
           ELSE coalesce(effort_units, 0) END)::bigint
FROM tasking_assignment
WHERE station_id = ANY(%(stations)s) AND department_id IS NOT NULL
  AND created_at >= %(first)s AND NOT state = ANY(%(gone)s)
GROUP BY 1, 2
"""


def _ordered(stations: list[int], first: dt.date) -> Iterable[tuple[int, dt.date, int]]:
    """(station, month, units) of what departments asked."""
    said: dict[str, Any] = {
        "stations": stations,
        "zone": timezone.get_current_timezone_name(),
        "first": _midnight(first),
        "gone": list(TAKEN_BACK),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ORDERED, said)
        found: list[tuple[int, dt.date, int]] = cursor.fetchall()
    return found


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
