"""What else is somebody's next step, which no entry of the menu counts.

A station signs for tasks and catches up; a department verifies what was reported and
mends what came back; an office and a leader take up what stands on the board.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.models import AdmissionCase, Proposal, StationState
from coordination.office import queue
from coordination.office.lines import SAYERS
from coordination.today.counted import (
    CONSULTATION,
    DUE,
    Rows,
    proposal,
    with_conflict,
)
from organization.models import Role, User
from organization.permissions import POLICY, may_somewhere
from personnel.todo.clocks import either, moment
from personnel.todo.lines import Kind, Line
from tasking.models import RESERVED, Assignment, Directive
from tasking.models.assignment import AssignmentQuerySet

A, C, D = Assignment.State, AdmissionCase.State, Directive.State
SHOWN = ("directive", "station", "department")


@dataclass(frozen=True)
class Signing(Line):
    """A task that is signed for in place; `version` is the one that was shown."""

    pk: int = 0
    version: int = 0


def _at_own_station(user: User) -> AssignmentQuerySet:
    own = user.scope.stations_as(*POLICY["assignment.sign"].roles)
    return Assignment.objects.filter(station__in=own).select_related(*SHOWN)


def to_sign(user: User, _now: dt.datetime) -> Rows:
    rows = _at_own_station(user).filter(state=A.ISSUED)
    return rows.order_by(F("due").asc(nulls_last=True), "pk")


def _signing(row: Assignment) -> Line:
    title, asker = row.directive.display_title, row.requester_label
    url = reverse("coordination:assignment", args=[row.pk])
    at = row.release if row.is_event else row.due
    step = _("Sign for the task")
    return Signing(title, asker, step, url, at, pk=row.pk, version=row.version)


def late(user: User, now: dt.datetime) -> Rows:
    """Signed for, past its due, not reported; appointments end by themselves."""
    rows = _at_own_station(user).overdue(now).filter(is_event=False)
    return rows.exclude(state=A.ISSUED).order_by("due", "pk")


def _late(row: Assignment) -> Line:
    url = reverse("coordination:assignment", args=[row.pk])
    step = _("Report it, or ask for another date")
    return Line(row.directive.display_title, row.requester_label, step, url, row.due)


def to_review(user: User, _now: dt.datetime) -> Rows:
    """Tasks of the own department of which some station's report waits."""
    own = user.scope.departments_as(*POLICY["assignment.review"].roles)
    waiting = Count("assignments", filter=Q(assignments__state=A.REPORTED))
    rows = Directive.objects.filter(department__in=own, state=D.ISSUED)
    return rows.annotate(waits=waiting).filter(waits__gt=0).order_by("due", "pk")


def _review(row: Any) -> Line:
    text = ngettext("%(n)s station reported", "%(n)s stations reported", row.waits)
    url = reverse("coordination:directive", args=[row.pk])
    step = _("Accept the report, or return it")
    return Line(row.display_title, text % {"n": row.waits}, step, url)


def to_mend(user: User, _now: dt.datetime) -> Rows:
    """Of the own department: returned, or conditions of the office to be answered."""
    own = user.scope.departments_as(*POLICY["directive.draft"].roles)
    asked = AdmissionCase.objects.filter(directive=OuterRef("pk"), state=C.CONDITIONS)
    rows = Directive.objects.filter(department__in=own)
    rows = rows.filter(Q(state=D.RETURNED) | Exists(asked))
    return rows.select_related("department").order_by("pk")


def _mend(row: Directive) -> Line:
    url = reverse("coordination:directive", args=[row.pk])
    back = row.state == D.RETURNED
    step = _("Change it and send it again") if back else _("Answer the conditions")
    return Line(row.display_title, _asker(row), step, url)


def drafts(user: User, _now: dt.datetime) -> Rows:
    own = user.scope.departments_as(*POLICY["directive.draft"].roles)
    rows = Directive.objects.filter(department__in=own, state=D.DRAFT, created_by=user)
    return rows.select_related("department").order_by("-pk")


def _draft(row: Directive) -> Line:
    url = reverse("coordination:edit_draft", args=[row.pk])
    return Line(row.display_title, _asker(row), _("Write on, then issue"), url)


def signatures(user: User, _now: dt.datetime) -> Rows:
    """What a leader signs; of a head, what wants a second name and nobody else's."""
    with_office = AdmissionCase.objects.filter(directive=OuterRef("pk"))
    rows = Directive.objects.filter(state__in=(D.SUBMITTED, D.ADMITTED))
    rows = rows.filter(_signs(user)).select_related("department")
    rows = rows.exclude(Exists(with_office.filter(state__in=(C.WAITING, C.CONDITIONS))))
    return rows.order_by("due", "pk")


def _signs(user: User) -> Q:
    found = Q(pk__in=())
    for path in user.scope.bureaus_as(*POLICY["directive.approve"].roles):
        below = Q(department__bureau__path__startswith=path)
        found |= below & (Q(approver=None) | Q(approver=user))
    heads = user.scope.departments_as(Role.DEPARTMENT_HEAD)
    second = Q(department__in=heads, second_name__isnull=False)
    alone = Q(department__bureau__approver_required=False)
    return found | second & alone & ~Q(second_name__asked_by=user)


def _signature(row: Directive) -> Line:
    url = reverse("coordination:directive", args=[row.pk])
    step = _("Sign it, or send it back")
    return Line(row.display_title, _asker(row), step, url)


def _asker(row: Directive) -> str:
    return row.department.label if row.department else ""


def above(user: User, _now: dt.datetime) -> Rows:
    """Plans that wait for the office or the leader, not for a unit."""
    if may_somewhere(user, "proposal.answer"):
        return Proposal.objects.none()
    return with_conflict(Proposal.objects.waiting_for(user))


def _on_board(part: str) -> Any:
    """A part of the office's queue that is the office's own next step."""

    def rows(user: User, _now: dt.datetime) -> Rows:
        found = queue.PARTS[part](user)
        if not may_somewhere(user, "proposal.broker"):
            return found.none()
        return queue.with_named(part, found).order_by("at", "pk")

    return rows


def _said(part: str, step: Any) -> Any:
    def line(row: Any) -> Line:
        said = SAYERS[part](row, {RESERVED: _("Reserved strength")})
        return Line(said.what, said.where, str(step), said.url, row.at)

    return line


def failed(user: User, _now: dt.datetime) -> Rows:
    """Stations whose check failed so often that it is no longer tried."""
    rows = StationState.objects.exclude(quarantined_at=None)
    if not may_somewhere(user, "system.view"):
        return rows.none()
    return rows.select_related("station").order_by("quarantined_at", "pk")


def _failed(row: StationState) -> Line:
    step = _("Look at the failure, then release the station")
    return Line(row.station.label, "", step, reverse("coordination:system"))


def _part(part: str, label: Any, step: Any) -> Kind:
    return Kind(label, _on_board(part), _said(part, step), clock=moment("at"))


KINDS = (
    Kind(
        gettext_lazy("To sign for"),
        to_sign,
        _signing,
        clock=either(moment("release", is_event=True), moment("due", is_event=False)),
    ),
    Kind(gettext_lazy("Signed for and overdue"), late, _late, clock=moment("due")),
    Kind(gettext_lazy("To verify"), to_review, _review),
    Kind(gettext_lazy("Came back"), to_mend, _mend),
    Kind(gettext_lazy("Drafts"), drafts, _draft),
    Kind(gettext_lazy("To be signed"), signatures, _signature),
    Kind(CONSULTATION, above, proposal, clock=DUE),
    _part(queue.REMIT, gettext_lazy("Out of remit"), gettext_lazy("Answer the report")),
    _part(
        queue.URGENT,
        gettext_lazy("Emergency issue"),
        gettext_lazy("Look at it afterwards"),
    ),
    _part(
        queue.CONFLICT,
        gettext_lazy("No plan yet"),
        gettext_lazy("Put a plan forward"),
    ),
    Kind(gettext_lazy("Checks"), failed, _failed),
)
