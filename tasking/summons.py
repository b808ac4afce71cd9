"""Whom an appointment summons to it, and how long they are on their way.

A post stands for whoever holds it: one person where there is one, all of them where
there are several. Only to the bureau's seat is there a way: a visit comes to the
station, and a video meeting costs none.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from django.db.models import Count
from django.utils import timezone

from personnel.hindrances import POSTS
from personnel.models import Posting
from tasking.content import Targets
from tasking.models import TravelTime, Venue

ONE = ("chief", "instructor")
ALL = {word: post for post, word in POSTS.items() if word not in ONE}
"""Posts of which all holders are meant, by the word that names them."""


class Asked(Protocol):
    """What is read of a task, stored or not."""

    @property
    def attendees(self) -> Sequence[str]: ...
    @property
    def venue(self) -> str: ...
    @property
    def officers(self) -> Decimal | None: ...
    @property
    def release(self) -> dt.datetime | None: ...


@dataclass(frozen=True)
class Summons:
    """By station: minutes one way, and officers where a post decides how many.

    A station without a row has no way or none that is known.
    """

    travel: Mapping[int, int] = field(default_factory=dict)
    officers: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def longest(self) -> dt.timedelta:
        return dt.timedelta(minutes=max(self.travel.values(), default=0))

    @property
    def columns(self) -> tuple[list[int], list[int | None], list[Decimal | None]]:
        """Stations of which something is said, with their minutes and officers."""
        said = sorted({*self.travel, *self.officers})
        return (
            said,
            [self.travel.get(pk) for pk in said],
            [self.officers.get(pk) for pk in said],
        )


def summons(
    asked: Asked, targets: Targets, *, department: str, on: dt.datetime
) -> Summons:
    """Two queries at most, none where neither a way nor a post is spoken of.

    `department` is the code of the one that asks: its bureau's seat is meant. `on` is
    when, where the task does not say.
    """
    seat = asked.venue == Venue.SEAT
    return Summons(
        ways(department, targets) if seat else {},
        called_by_post(asked, targets.stations, on=on),
    )


def called_by_post(
    asked: Asked, stations: Sequence[int], *, on: dt.datetime
) -> dict[int, Decimal]:
    """By station the officers of an appointment where a post decides how many."""
    day = timezone.localdate(asked.release or on)
    return _officers(asked.officers, set(asked.attendees), stations, day)


def ways(department: str, targets: Targets) -> dict[int, int]:
    """Minutes one way: what was said for this task, else what the bureau keeps."""
    found = kept_ways(department, targets.stations)
    chosen = set(targets.stations)
    said = {pk: own.travel for pk, own in targets.overrides.items() if pk in chosen}
    return found | {pk: way for pk, way in said.items() if way is not None}


def kept_ways(department: str, stations: Sequence[int]) -> dict[int, int]:
    """What the department's bureau has entered."""
    kept = TravelTime.objects.filter(
        bureau__departments__code=department, station__pk__among=stations
    )
    return dict(kept.values_list("station", "minutes"))


def _officers(
    number: Decimal | None, names: set[str], stations: Sequence[int], day: dt.date
) -> dict[int, Decimal]:
    """As many as hold the posts that several may hold, beside the others named."""
    several = names.intersection(ALL)
    if not several:
        return {}
    held: Counter[tuple[int, str]] = Counter()
    rows = Posting.objects.filter(
        station__pk__among=stations,
        post__in=[ALL[name] for name in several],
        during__contains=day,
    ).exclude(officer__police_number__in=names)
    for station, post, count in rows.values_list("station", "post").annotate(
        count=Count("pk")
    ):
        held[station, post] = count
    others = len(names) - len(several)
    found = {}
    for pk in stations:
        holders = sum(max(1, held[pk, ALL[name]]) for name in several)
        found[pk] = max(number or Decimal(0), Decimal(others + holders))
    return found
