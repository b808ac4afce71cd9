"""Counts of answers by department. Nothing here counts what a station has raised."""

from __future__ import annotations

import bisect
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from statistics import median_low

from django.utils import timezone

from organization.calendar import WorkCalendar
from organization.models import User
from personnel.presence import ZONE
from tasking.models import Difficulty

DAYS = 180
FEW = 5
"""Below so many nothing is made of a number."""


@dataclass(frozen=True)
class Answers:
    """One department's in the last half year. `days` is the median of working days from
    raising to the last answer, `solved` the part closed as wholly solved; None where
    fewer than FEW are counted."""

    name: str
    answered: int
    closed: int
    days: int | None
    solved: Fraction | None
    reopened: int


def answers(user: User, now: dt.datetime) -> list[Answers]:
    """By the order of the departments' codes, never of the numbers. Two queries."""
    since = now - dt.timedelta(days=DAYS)
    found = Difficulty.objects.visible_to(user).exclude(answer="")
    rows = list(
        found.filter(answered_at__gte=since, department__isnull=False)
        .select_related("department")
        .only(
            *("raised_at", "answered_at", "state", "outcome", "reopened"),
            *("department__code", "department__name", "department__name_en"),
        )
        .order_by("department__code")
    )
    if not rows:
        return []
    first = min(timezone.localdate(row.raised_at, ZONE) for row in rows)
    today = timezone.localdate(now, ZONE)
    calendar = WorkCalendar.load(first, today + dt.timedelta(days=1))
    worked = list(calendar.workdays(first, today + dt.timedelta(days=1)))
    of: dict[int, list[Difficulty]] = defaultdict(list)
    for row in rows:
        of[row.department_id or 0].append(row)
    return [_of(each, worked) for each in of.values()]


def _of(rows: list[Difficulty], worked: list[dt.date]) -> Answers:
    closed = [row for row in rows if row.state == Difficulty.State.CLOSED]
    solved = sum(row.outcome == Difficulty.Outcome.SOLVED for row in closed)
    department = rows[0].department
    return Answers(
        name=department.label if department else "",
        answered=len(rows),
        closed=len(closed),
        days=(
            median_low(_days(row, worked) for row in rows) if len(rows) >= FEW else None
        ),
        solved=Fraction(solved, len(closed)) if len(closed) >= FEW else None,
        reopened=sum(row.reopened > 0 for row in rows),
    )


def _days(row: Difficulty, worked: list[dt.date]) -> int:
    """Working days after the one on which it was raised."""
    asked = timezone.localdate(row.raised_at, ZONE)
    done = timezone.localdate(row.answered_at, ZONE)
    return bisect.bisect_right(worked, done) - bisect.bisect_right(worked, asked)
