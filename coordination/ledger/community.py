"""Hours a week that a station's community officers owe their community, and those kept.

How many an officer owes is local: 30 of 40 hours in one place, 20 in another.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Q

from organization.models import Station
from organization.wall import lifted
from personnel.models import Officer, Posting
from personnel.presence import day_starts
from tasking.models import ProtectedBlock

POST = "社区民警"
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Community:
    """Officer-hours of one week; `officers` are there on its Monday."""

    monday: dt.date
    officers: int
    kept: Decimal

    @property
    def owed(self) -> int:
        return self.officers * settings.COMMUNITY_HOURS

    @property
    def short(self) -> Decimal:
        return max(Decimal(0), self.owed - self.kept)


@lifted("how many look after residents is said, not who")
def community(station: Station, monday: dt.date) -> Community:
    """Of the week that begins on a Monday; two queries."""
    named = Q(post=POST) | Q(established__kind=POST)
    there = Posting.objects.filter(named, station=station, during__contains=monday)
    start, end = day_starts(monday), day_starts(monday + WEEK)
    blocks = ProtectedBlock.objects.filter(
        station=station, start__lt=end, end__gt=start
    )
    return Community(
        monday=monday,
        officers=there.filter(officer__category=Officer.Category.POLICE).count(),
        kept=sum(
            (
                each.officers * _hours(min(each.end, end) - max(each.start, start))
                for each in blocks
            ),
            Decimal(0),
        ),
    )


def _hours(length: dt.timedelta) -> Decimal:
    return Decimal(length // dt.timedelta(minutes=1)) / 60
