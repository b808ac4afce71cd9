"""Who of a chief's own station is on leave while an alert level holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateRange

from organization.models import User
from organization.permissions import POLICY
from personnel.models import AlertLevel, Leave
from personnel.models.spans import Bounded


@dataclass(frozen=True)
class Away(Bounded):
    """Somebody's leave."""

    name: str
    during: DateRange


def away_under(alerts: Sequence[AlertLevel], user: User) -> dict[int, list[Away]]:
    """By level the leave that falls into it, at the stations whose leave the user
    decides; nobody is called back by a level itself. Two queries."""
    own = user.scope.stations_as(*POLICY["leave.decide"].roles)
    found: dict[int, list[Away]] = {alert.pk: [] for alert in alerts}
    if not (own and alerts):
        return found
    first = min(alert.during.lower for alert in alerts)
    end = max(alert.during.upper for alert in alerts)
    rows = Leave.objects.filter(
        during__overlap=(first, end), officer__postings__station__in=own
    )
    rows = rows.select_related("officer").prefetch_related("officer__postings")
    for leave in rows.distinct().order_by("during", "pk"):
        posted = [p.during for p in leave.officer.postings.all() if p.station_id in own]
        for alert in alerts:
            if any(_at_once(alert.during, leave.during, one) for one in posted):
                found[alert.pk].append(Away(leave.officer.name, leave.during))
    return found


def _at_once(*periods: DateRange) -> bool:
    """Have the half-open periods a day in common?"""
    ends = [one.upper for one in periods if one.upper is not None]
    return bool(max(one.lower for one in periods) < min(ends))
