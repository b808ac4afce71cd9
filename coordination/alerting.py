"""What an alert level, or its sooner end, would do to the stations below its bureau."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from coordination.capacities import given
from coordination.core.facts import hours
from coordination.staffing import WEEK, Judged, supposed
from organization.models import Bureau, Station
from personnel.presence import Alert

MOST = 200
"""So many stations are judged one by one; of more only the hours are told."""


@dataclass(frozen=True)
class Changed:
    """A station whose tasks no longer fit, or fit again."""

    station: Station
    before: Judged
    after: Judged


@dataclass(frozen=True)
class Effect:
    """Officer-hours for orders at all stations together, of those that are known.

    `changed` is None where there are too many stations to judge each.
    """

    stations: int
    unknown: int
    before: Decimal
    after: Decimal
    changed: list[Changed] | None

    @property
    def taken(self) -> Decimal:
        """Hours that are not free any more."""
        return max(Decimal(0), self.before - self.after)

    @property
    def back(self) -> Decimal:
        """Hours that are free again."""
        return max(Decimal(0), self.after - self.before)


def effect(
    bureau: Bureau, alert: Alert, *, until: dt.date, now: dt.datetime
) -> Effect | None:
    """Of a level that is supposed, on the days from its first, or today, up to `until`;
    None where there is none of them left. A fixed number of queries."""
    first = max(alert.first, timezone.localdate(now))
    if first >= until:
        return None
    stations = list(Station.objects.open().under(bureau).order_by("code"))
    ids = [station.pk for station in stations]
    was, will = given(ids, first, until), given(ids, first, until, [alert])
    return Effect(
        stations=len(stations),
        unknown=sum(amount is None for amount in was.values()),
        before=hours(sum(filter(None, was.values()))),
        after=hours(sum(filter(None, will.values()))),
        changed=_changed(stations, alert, until, now),
    )


def _changed(
    stations: Sequence[Station], alert: Alert, until: dt.date, now: dt.datetime
) -> list[Changed] | None:
    if len(stations) > MOST:
        return None
    judged = supposed(stations, [alert], now=now, until=until + WEEK)
    found = []
    for station in stations:
        one = judged[station.pk]
        before, after = Judged.of(one.before), Judged.of(one.after)
        if before != after:
            found.append(Changed(station, before, after))
    return found
