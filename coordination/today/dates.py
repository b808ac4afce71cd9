"""The next dates that concern somebody: dues, ends of windows, days off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.ledger import wording
from coordination.models import Conflict
from organization.calendar import WorkCalendar
from organization.models import Role, User
from organization.permissions import POLICY
from organization.templatetags.formats import last_day
from organization.together import Shape
from tasking.models import LIVE_STATES, Assignment, Directive

MOST = 6
AHEAD = 21
"""Days in which rest days in the week and make-up workdays are told."""


@dataclass(frozen=True)
class Date:
    """`at` is the end of a half-open period, or a day itself."""

    at: dt.datetime | dt.date
    what: str
    where: str = ""
    url: str = ""


def dates(user: User, now: dt.datetime) -> list[Date]:
    """The nearest ones of the first side the user belongs to; where they are few, the
    calendar's too."""
    for side in (_station, _department, _windows):
        found = side(user, now)
        if found:
            break
    if len(found) < MOST:
        found += _days(now)
    found.sort(key=lambda date: date_of(date.at))
    return found[:MOST]


def date_of(at: dt.datetime | dt.date) -> dt.date:
    return last_day(at)


def _station(user: User, now: dt.datetime) -> list[Date]:
    """What the own station owes or attends next."""
    own = sorted(user.scope.stations)
    rows = _DUE.rows(own[0], now) if len(own) == 1 else _due(own, now)
    return [
        Date(
            row.due,
            row.directive.display_title,
            row.requester_label,
            reverse("coordination:assignment", args=[row.pk]),
        )
        for row in rows
        if row.due is not None
    ]


def _due(stations: Sequence[int], now: dt.datetime) -> QuerySet[Assignment]:
    rows = Assignment.objects.live().filter(station__in=stations, due__gt=now)
    return rows.select_related("directive", "department").order_by("due", "pk")[:MOST]


_DUE = Shape(lambda station, now: _due([station], now))


def _department(user: User, now: dt.datetime) -> list[Date]:
    """What stations owe the own department next."""
    own = user.scope.departments_as(*POLICY["directive.draft"].roles)
    live = Count("assignments", filter=Q(assignments__state__in=LIVE_STATES))
    rows = Directive.objects.filter(department__in=own, state="issued", due__gt=now)
    found = []
    owed: Any = rows.annotate(live=live).filter(live__gt=0)
    for row in owed.order_by("due", "pk")[:MOST]:
        text = ngettext("%(n)s station at it", "%(n)s stations at it", row.live)
        url = reverse("coordination:directive", args=[row.pk])
        if row.due:
            found.append(Date(row.due, row.display_title, text % {"n": row.live}, url))
    return found


def _windows(user: User, now: dt.datetime) -> list[Date]:
    """By when conflicts below have to be settled."""
    if not user.scope.bureaus_as(Role.COORDINATOR, Role.LEADER):
        return []
    rows = Conflict.objects.visible_to(user).open().filter(window_end__gt=now)
    return [
        Date(
            row.window_end,
            wording.title(row),
            row.station.label,
            reverse("coordination:conflict", args=[row.pk]),
        )
        for row in rows.select_related("station").order_by("window_end", "pk")[:MOST]
    ]


def _days(now: dt.datetime) -> list[Date]:
    """Rest days in the week and make-up workdays: what shifts everybody's dates."""
    today = timezone.localdate(now)
    days = [today + dt.timedelta(days=n) for n in range(AHEAD)]
    calendar = WorkCalendar.load(today, days[-1] + dt.timedelta(days=1))
    found = []
    for day in days:
        if calendar.is_makeup(day):
            found.append(Date(day, _("Make-up workday")))
        elif day.weekday() < 5 and not calendar.is_workday(day):
            found.append(Date(day, calendar.holiday_name(day) or _("Rest day")))
    return found
