"""What trainings are needed for: difficulties met, work returned, work overdue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from organization.models import User
from tasking.models import (
    LIVE_STATES,
    Assignment,
    AssignmentEntry,
    Category,
    Difficulty,
    Kind,
)
from tasking.models.difficulty import DifficultyQuerySet
from tasking.services.trainings import Need

DAYS = 180
FEW = 5
MOST_NAMED = 50


@dataclass
class Topic:
    """A category of difficulties, or a kind of work; occasions of the last half year.

    `stations` are those at which it was met.
    """

    category: str = ""
    kind: str = ""
    difficulties: int = 0
    returned: int = 0
    overdue: int = 0
    stations: set[int] = field(default_factory=set)

    @property
    def key(self) -> str:
        return f"category:{self.category}" if self.category else f"kind:{self.kind}"

    @property
    def label(self) -> str:
        found = Category(self.category) if self.category else Kind(self.kind)
        return str(found.label)

    @property
    def total(self) -> int:
        return self.difficulties + self.returned + self.overdue

    @property
    def few(self) -> bool:
        """So few that nothing is to be made of it."""
        return self.total < FEW


def topics(user: User, now: dt.datetime) -> list[Topic]:
    """By the number of occasions. Three queries; of a department its own, of an office
    or a leader all below; reserved strength is left out."""
    since = now - dt.timedelta(days=DAYS)
    found: dict[str, Topic] = {}

    def topic(*, category: str = "", kind: str = "") -> Topic:
        made = Topic(category=category, kind=kind)
        return found.setdefault(made.key, made)

    raised = met(user, since, now).order_by().values_list("category", "station")
    for category, station, times in raised.annotate(n=Count("pk")):
        each = topic(category=category)
        each.difficulties += times
        each.stations.add(station)
    for kind, station, times in _returned(user, since, now):
        each = topic(kind=kind)
        each.returned += times
        each.stations.add(station)
    for kind, station, times in _overdue(user, since, now):
        each = topic(kind=kind)
        each.overdue += times
        each.stations.add(station)
    return sorted(found.values(), key=lambda each: (-each.total, each.key))


def need_of(user: User, key: str, now: dt.datetime) -> Need | None:
    """What a training on this topic is to answer; None where nothing of it was met."""
    chosen = next((each for each in topics(user, now) if each.key == key), None)
    if chosen is None:
        return None
    rows: list[Difficulty] = []
    since = now - dt.timedelta(days=DAYS)
    if chosen.category:
        seen = met(user, since, now).filter(category=chosen.category)
        rows = list(seen.order_by("-pk")[:MOST_NAMED])
    return Need(
        category=chosen.category,
        kind=chosen.kind,
        difficulties=rows,
        stations=sorted(chosen.stations),
        counted={
            "difficulties": chosen.difficulties,
            "returned": chosen.returned,
            "overdue": chosen.overdue,
            "stations": len(chosen.stations),
        },
    )


def met(user: User, since: dt.datetime, now: dt.datetime) -> DifficultyQuerySet:
    """Raised since then, up to now, and not taken back."""
    seen = Difficulty.objects.visible_to(user)
    seen = seen.filter(raised_at__gte=since, raised_at__lte=now)
    return seen.exclude(state=Difficulty.State.TAKEN_BACK)


Times = QuerySet[Any, tuple[str, int, int]]
"""(kind, station, how often)"""


def _returned(user: User, since: dt.datetime, now: dt.datetime) -> Times:
    entries = AssignmentEntry.objects.filter(
        act="return",
        at__gte=since,
        at__lte=now,
        assignment__in=Assignment.objects.visible_to(user).values("pk"),
        assignment__department__isnull=False,
        assignment__directive__reserved=False,
    )
    by = ("assignment__directive__kind", "assignment__station")
    return entries.order_by().values_list(*by).annotate(n=Count("pk"))


def _overdue(user: User, since: dt.datetime, now: dt.datetime) -> Times:
    """Due since then, and reported later than that or not at all."""
    late = Q(reported_at__gt=F("due"))
    late |= Q(state__in=LIVE_STATES) & ~Q(remaining_units=0)
    rows = Assignment.objects.visible_to(user).filter(
        late,
        is_event=False,
        due__gte=since,
        due__lte=now,
        department__isnull=False,
        directive__reserved=False,
    )
    by = ("directive__kind", "station")
    return rows.order_by().values_list(*by).annotate(n=Count("pk"))
