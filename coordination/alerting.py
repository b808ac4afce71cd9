"""What an alert level, or its sooner end, would do to the stations below its bureau."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from coordination.capacities import given
from coordination.core.facts import hours
from coordination.staffing import WEEK, Judged, Supposed, supposed
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
    if len(stations) > MOST:
        ids = [station.pk for station in stations]
        was, will = given(ids, first, until), given(ids, first, until, [alert])
        pairs = [
            (hours(before), hours(after))
            for before, after in zip(was.values(), will.values(), strict=True)
            if before is not None and after is not None
        ]
        return _summed(stations, pairs, None)
    judged = supposed(stations, [alert], now=now, until=until + WEEK)
    known = [one for one in judged.values() if one.known]
    changed = _changed(stations, judged)
    return _summed(stations, [one.given(first, until) for one in known], changed)


def _summed(
    stations: Sequence[Station],
    pairs: Sequence[tuple[Decimal, Decimal]],
    changed: list[Changed] | None,
) -> Effect:
    """From the hours before and after of each station of which they are known."""
    return Effect(
        stations=len(stations),
        unknown=len(stations) - len(pairs),
        before=sum((before for before, _after in pairs), Decimal(0)),
        after=sum((after for _before, after in pairs), Decimal(0)),
        changed=changed,
    )


def _changed(
    stations: Sequence[Station], judged: Mapping[int, Supposed]
) -> list[Changed]:
    found = []
    for station in stations:
        one = judged[station.pk]
        before, after = Judged.of(one.before), Judged.of(one.after)
        if before != after:
            found.append(Changed(station, before, after))
    return found
