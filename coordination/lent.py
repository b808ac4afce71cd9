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
from organization.wall import lifted
from personnel.models import Posting
from personnel.services.barring import Going, what_bars
from tasking.models import Assignment

Days = tuple[dt.date, dt.date]
"""[first, end)."""


@dataclass(frozen=True, order=True)
class Loan:
    """Officers are asked for at the station `to`, by its code, on [first, end)."""

    first: dt.date
    end: dt.date
    to: str


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


def loans(plan: Plan, station: Station) -> list[Loan]:
    """Where and on which days the plan asks a station for officers."""
    asked = [(to, c) for to, c in changes_of(plan) if c.lender == station.code]
    return sorted(Loan(*days_of(c), to) for to, c in asked if not c.away)


@lifted("whoever asks for officers or lends them sees who may go")
def hands(station: Station, asked: Sequence[Loan]) -> list[Hand]:
    """Those who are there on all of the days and the day before, with no leave and
    nothing that bars them where they would go; whom the station misses least first,
    who leads it last. Four queries, more only where one of them has a limit.

    The day before, because a loan interrupts the posting of that time.
    """
    if not asked:
        return []
    first, end = min(loan.first for loan in asked), max(loan.end for loan in asked)
    rows = there([station.pk], first, end)
    eve = first - dt.timedelta(days=1)
    free = _free(list(rows.filter(during__contains=(eve, end))), asked)
    lost = _named(station, first, end)
    found = [
        Hand(
            row.officer.police_number,
            row.officer.name,
            row.post,
            lost[row.officer.police_number],
        )
        for row in free
    ]
    return sorted(found, key=lambda hand: (hand.leads, hand.lost))


def _free(rows: list[Posting], asked: Sequence[Loan]) -> list[Posting]:
    """Without whom something bars there. They are not shown at all: nothing is to be
    read into a name that cannot be chosen."""
    codes = {loan.to for loan in asked}
    places = Station.objects.filter(code__in=codes).select_related("bureau")
    units = {place.code: place for place in places}
    pairs = [(row, loan) for row in rows for loan in asked]
    barred = what_bars(
        [Going(r.officer, units[n.to], None, n.first, r.post) for r, n in pairs]
    )
    out = {row.pk for (row, _loan), why in zip(pairs, barred, strict=True) if why}
    return [row for row in rows if row.pk not in out]


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
