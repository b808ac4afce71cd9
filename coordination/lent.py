"""Whom a station may lend on the days of a plan, and whom it would miss least."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from coordination.core.plans import Change, Plan
from coordination.moments import instant
from coordination.planned import changes_of
from coordination.standing_in import DEPUTIES, HEAD, there
from organization.models import Station
from organization.templatetags.formats import last_day
from tasking.models import Assignment

Days = tuple[dt.date, dt.date]
"""[first, end)."""


@dataclass(frozen=True)
class Hand:
    """An officer who is there on all the days: how many minutes of appointments that
    name him the station would lose with him."""

    number: str
    name: str
    post: str
    lost: int

    @property
    def leads(self) -> bool:
        return self.post in (HEAD, *DEPUTIES)


@dataclass(frozen=True)
class Lender:
    """A station that is asked for so many officers, and who might go."""

    station: Station
    count: int
    hands: Sequence[Hand]

    @property
    def proposed(self) -> list[str]:
        """Police numbers of those who would be missed least."""
        return [hand.number for hand in self.hands][: self.count]


def days_of(change: Change) -> Days:
    """[first, end) of the local days a loan covers."""
    first = timezone.localdate(instant(change.start or 0))
    last = last_day(timezone.localtime(instant(change.due or 0)))
    return first, max(first, last) + dt.timedelta(days=1)


def loans(plan: Plan, station: Station) -> list[Days]:
    """The days on which the plan asks a station for officers."""
    asked = [c for _s, c in changes_of(plan) if c.lender == station.code]
    return sorted(days_of(change) for change in asked if not change.away)


def hands(station: Station, days: Sequence[Days]) -> list[Hand]:
    """Those who are there on all of the days and the day before, with no leave; whom
    the station misses least first, who leads it last. Two queries.

    The day before, because a loan interrupts the posting of that time.
    """
    if not days:
        return []
    first, end = min(begin for begin, _ in days), max(last for _, last in days)
    rows = there([station.pk], first, end)
    eve = first - dt.timedelta(days=1)
    rows = rows.filter(during__contains=(eve, end))
    lost = _named(station, first, end)
    found = [
        Hand(
            row.officer.police_number,
            row.officer.name,
            row.post,
            lost[row.officer.police_number],
        )
        for row in rows
    ]
    return sorted(found, key=lambda hand: (hand.leads, hand.lost))


def _named(station: Station, first: dt.date, end: dt.date) -> Counter[str]:
    """Minutes of appointments on these days, by the police numbers they name."""
    since, until = (
        timezone.make_aware(dt.datetime.combine(day, dt.time())) for day in (first, end)
    )
    rows = Assignment.objects.live().filter(
        station=station, is_event=True, release__lt=until, due__gt=since
    )
    found: Counter[str] = Counter()
    for start, finish, names in rows.values_list("release", "due", "attendees"):
        if start is not None and finish is not None:
            minutes = (finish - start) // dt.timedelta(minutes=1)
            found.update(dict.fromkeys(names, minutes))
    return found
