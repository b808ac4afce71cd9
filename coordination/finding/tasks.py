"""Kinds: tasks, what a station has to do, conflicts, what recurs, report forms."""

from __future__ import annotations

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coordination.finding.kind import Kind, Rows, called, chosen, day, name_of
from coordination.models import Conflict
from organization.models import User
from organization.permissions import DEPARTMENT, OVERSIGHT, POLICY
from organization.sought import Ground
from tasking.models import Assignment, Directive, ReportForm, Series

ABOVE = frozenset(DEPARTMENT + OVERSIGHT)


def _orders(user: User) -> Rows | None:
    """As headquarters sees them; a station finds what it has to do of them."""
    if not user.scope.roles() & ABOVE:
        return None
    return Directive.objects.visible_to(user)


def _work(user: User) -> Rows | None:
    """At the own stations. Of what another reserves neither title nor number is told,
    so it is found by neither."""
    stations = user.scope.stations_as(*POLICY["workload.view"].roles)
    if not stations:
        return None
    rows = Assignment.objects.visible_to(user).filter(station__in=stations)
    told = Q(directive__reserved=False) | Q(department__in=user.scope.departments)
    return rows.filter(told)


def _conflicts(user: User) -> Rows | None:
    return Conflict.objects.visible_to(user).open()


def _series(user: User) -> Rows | None:
    if not user.scope.roles() & ABOVE:
        return None
    seen = Directive.objects.visible_to(user).values("pk")
    return Series.objects.visible_to(user).filter(template__in=seen)


def _forms(user: User) -> Rows | None:
    if not user.scope.roles() & ABOVE:
        return None
    return ReportForm.objects.visible_to(user).current()


def _own_tasks(user: User) -> Q:
    return Q(department__in=user.scope.departments) | Q(
        own_station__in=user.scope.stations
    )


def _of_own_department(user: User) -> Q:
    return Q(department__in=user.scope.departments)


TASK = Kind(
    name="task",
    label=_("Tasks"),
    icon="list",
    rows=_orders,
    ground=Ground(("title", "number"), ("spelt",), indexed=True),
    route="coordination:directive",
    title=lambda: F("title"),
    code=lambda: F("number"),
    unit=lambda: name_of("department", "own_station"),
    exact=("number",),
    own=_own_tasks,
)
ASSIGNMENT = Kind(
    name="assignment",
    label=_("Tasks of the station"),
    icon="list",
    rows=_work,
    ground=Ground(("directive__title", "directive__number"), ("directive__spelt",)),
    route="coordination:assignment",
    title=lambda: F("directive__title"),
    code=lambda: F("directive__number"),
    unit=lambda: name_of("department", "station"),
)
CONFLICT = Kind(
    name="conflict",
    label=_("Conflicts"),
    icon="bad",
    rows=_conflicts,
    ground=Ground(
        ("station__name", "station__name_en"),
        ("station__spelt",),
        beside=("station__code",),
        called=(("kind", called(Conflict.Kind)),),
    ),
    route="coordination:conflict",
    title=lambda: name_of("station"),
    code=lambda: day(F("due")),
    unit=lambda: chosen(Conflict.Kind, "kind"),
    own=lambda user: Q(station__in=user.scope.stations),
)
SERIES = Kind(
    name="series",
    label=_("Recurring tasks"),
    icon="clock",
    rows=_series,
    ground=Ground(("template__title",), ("template__spelt",)),
    route="",
    to=lambda user, address: f"{reverse('coordination:series')}#series-{address}",
    title=lambda: F("template__title"),
    unit=lambda: name_of("department"),
    own=_of_own_department,
)
FORM = Kind(
    name="form",
    label=_("Report forms"),
    icon="file",
    rows=_forms,
    ground=Ground(("title",), ("spelt",)),
    route="coordination:report_form",
    title=lambda: F("title"),
    unit=lambda: name_of("department"),
    own=_of_own_department,
)
