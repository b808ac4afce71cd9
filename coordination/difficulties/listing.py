"""Lists of difficulties: the own station's, a department's, all that an office sees."""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, Count, Q, Value, When

from organization.models import Role, User
from organization.permissions import POLICY, may_somewhere
from tasking.models import Category, Difficulty
from tasking.models.difficulty import OPEN, WAITING, DifficultyQuerySet

L = Difficulty.Level
BESIDE = ("station__bureau", "department__bureau")


def sides(user: User) -> tuple[str, ...]:
    """`ours` for who belongs to a station, `inbox` to a department, `overview` for who
    looks after others; in the order in which they are somebody's business."""
    found = []
    if may_somewhere(user, "difficulty.route"):
        found.append("overview")
    if may_somewhere(user, "difficulty.answer"):
        found.append("inbox")
    if _stations(user):
        found.insert(0, "ours")
    return tuple(found) or ("ours",)


def rows(
    user: User, side: str, *, over: bool, search: str = "", category: str = ""
) -> DifficultyQuerySet:
    """Open ones by the clock, at a station first what waits for its word; or those
    that are over, the latest first."""
    found = of_side(user, side).select_related(*BESIDE)
    if search.strip():
        found = found.filter(
            Q(title__icontains=search.strip()) | Q(text__icontains=search.strip())
        )
    if category in Category.values:
        found = found.filter(category=category)
    if over:
        return found.exclude(state__in=OPEN).order_by("-closed_at", "-pk")
    found = found.open()
    if side != "ours":
        return found.by_clock()
    place = Case(When(state="answered", then=Value(0)), default=Value(1))
    return found.order_by(place, "answer_due", "-pk")


def of_side(user: User, side: str) -> DifficultyQuerySet:
    seen = Difficulty.objects.visible_to(user)
    if side == "ours":
        return seen.filter(station__in=_stations(user))
    if side == "inbox":
        return seen.filter(department__in=_departments(user))
    return seen


def counts(user: User, side: str, now: dt.datetime) -> dict[str, int]:
    """What the headline says; one query."""
    late = Q(state__in=WAITING, answer_due__lte=now)
    up = Q(state__in=WAITING) & ~Q(level=L.DEPARTMENT) & ~Q(state="routing")
    return of_side(user, side).aggregate(
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        late=Count("pk", filter=late),
        answered=Count("pk", filter=Q(state="answered")),
        routing=Count("pk", filter=Q(state="routing")),
        up=Count("pk", filter=up),
    )


def mine(user: User) -> DifficultyQuerySet:
    """Those on which this person may take the next step."""
    found = Q(state="answered", station__in=_stations(user))
    found |= Q(state__in=("asked", "visiting"), department__in=_departments(user))
    for level, role in ((L.OFFICE, Role.COORDINATOR), (L.LEADER, Role.LEADER)):
        for path in user.scope.bureaus_as(role):
            below = Q(station__bureau__path__startswith=path)
            found |= Q(state__in=WAITING, level=level) & below
    return Difficulty.objects.filter(found)


def _stations(user: User) -> frozenset[int]:
    return user.scope.stations_as(*POLICY["difficulty.raise"].roles)


def _departments(user: User) -> frozenset[int]:
    return user.scope.departments_as(*POLICY["difficulty.answer"].roles)
