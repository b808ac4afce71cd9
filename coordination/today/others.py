"""What somebody asked others for, and who owes the answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, F, Prefetch, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budget.models import Disbursement
from coordination.ledger import wording
from coordination.models import AdmissionCase, Objection, Proposal, ProposalParty
from coordination.office.lines import LEADER, OFFICE, whose_turn
from coordination.today.counted import CONSULTATION, Rows, payment
from organization.models import Role, User
from organization.permissions import POLICY
from personnel.models import LeaveRequest, StaffingRequest
from personnel.todo.lines import Kind, Line
from tasking.models import LIVE_STATES, Difficulty, Directive
from tasking.models.difficulty import WAITING

S, C = Objection.State, AdmissionCase.State


def threads(user: User, _now: dt.datetime) -> Rows:
    """Plans one put forward, as long as it is not one's own turn again; of units one
    has left no more than anybody sees."""
    rows = Proposal.objects.visible_to(user).active().filter(proposed_by=user)
    rows = rows.exclude(pk__in=Proposal.objects.waiting_for(user).values("pk"))
    silent = ProposalParty.objects.filter(answer=ProposalParty.Answer.WAITING)
    units = silent.select_related("department", "station")
    return (
        rows.select_related("conflict__station")
        .prefetch_related(Prefetch("parties", queryset=units, to_attr="asked"))
        .order_by(F("due_at").asc(nulls_last=True), "pk")
    )


def _thread(row: Proposal) -> Line:
    url = reverse("coordination:proposal", args=[row.pk])
    what = wording.title(row.conflict)
    return Line(what, row.conflict.station.label, whose_turn(row), url, row.due_at)


def opinions(user: User, _now: dt.datetime) -> Rows:
    """The own station's opinions, with those who answer them."""
    own = user.scope.stations_as(Role.STATION_CHIEF)
    rows = Objection.objects.filter(assignment__station__in=own)
    rows = rows.filter(state__in=(S.FILED, S.BROKERING, S.DECIDING))
    return rows.select_related(
        *("assignment__directive", "assignment__department")
    ).soonest_first()


def _opinion(row: Objection) -> Line:
    turn: dict[str, str | Promise] = {S.BROKERING: OFFICE, S.DECIDING: LEADER}
    who = str(turn.get(row.state) or row.assignment.requester_label)
    url = reverse("coordination:objection", args=[row.pk])
    return Line(row.assignment.directive.display_title, "", who, url, row.answer_due)


def difficulties(user: User, _now: dt.datetime) -> Rows:
    own = user.scope.stations_as(*POLICY["difficulty.raise"].roles)
    rows = Difficulty.objects.filter(station__in=own, state__in=WAITING)
    return rows.select_related("department").by_clock()


def _difficulty(row: Difficulty) -> Line:
    L = Difficulty.Level
    turn: dict[str, str | Promise] = {L.OFFICE: OFFICE, L.LEADER: LEADER}
    who = turn.get(row.level) or (row.department.label if row.department else OFFICE)
    url = reverse("coordination:difficulty", args=[row.pk])
    return Line(row.title, "", str(who), url, row.answer_due)


def officers(user: User, _now: dt.datetime) -> Rows:
    own = user.scope.stations_as(*POLICY["posting.request"].roles)
    rows = StaffingRequest.objects.filter(station__in=own)
    return rows.filter(state=StaffingRequest.State.OPEN).order_by("pk")


def _officers(row: StaffingRequest) -> Line:
    text = ngettext("%(n)s officer", "%(n)s officers", row.number)
    url = reverse("personnel:request", args=[row.pk])
    return Line(text % {"n": row.number}, "", _("the personnel office"), url)


def leave(user: User, _now: dt.datetime) -> Rows:
    rows = LeaveRequest.objects.filter(officer__user=user)
    rows = rows.filter(state=LeaveRequest.State.ASKED)
    return rows.order_by("during__startswith", "pk")


def _leave(row: LeaveRequest) -> Line:
    url = reverse("personnel:leave_request", args=[row.pk])
    return Line(row.get_kind_display(), "", _("whoever heads the unit"), url)


def pieces(user: User, _now: dt.datetime) -> Rows:
    """The own department's tasks that the office or the leader has."""
    own = user.scope.departments_as(*POLICY["directive.draft"].roles)
    rows = AdmissionCase.objects.filter(directive__department__in=own)
    rows = rows.filter(state__in=(C.WAITING, C.ESCALATED, C.SIGNATURE))
    return rows.select_related("directive", "office").order_by("due_at", "pk")


def _piece(row: AdmissionCase) -> Line:
    with_office = row.state == C.WAITING
    who = row.office.label if with_office else str(LEADER)
    url = reverse("coordination:directive", args=[row.directive_id])
    at = row.due_at if with_office else None
    return Line(row.directive.display_title, "", who, url, at)


def overdue(user: User, now: dt.datetime) -> Rows:
    """Tasks of the own department that stations are late with."""
    own = user.scope.departments_as(*POLICY["assignment.review"].roles)
    late = Q(assignments__state__in=LIVE_STATES, assignments__due__lte=now)
    late &= Q(assignments__is_event=False)
    done = Q(assignments__remaining_units=0)
    rows = Directive.objects.filter(department__in=own, state=Directive.State.ISSUED)
    counted = rows.annotate(late=Count("assignments", filter=late & ~done))
    return counted.filter(late__gt=0).order_by("due", "pk")


def _overdue(row: Any) -> Line:
    text = ngettext("%(n)s station is late", "%(n)s stations are late", row.late)
    url = reverse("coordination:directive", args=[row.pk])
    return Line(row.display_title, "", text % {"n": row.late}, url, row.due)


def money(user: User, _now: dt.datetime) -> Rows:
    """Released, and the station has not said whether it arrived."""
    found = Q(pk__in=())
    for path in user.scope.bureaus_as(*POLICY["money.keep"].roles):
        found |= Q(line__station__bureau__path__startswith=path)
    rows = Disbursement.objects.filter(found).unanswered()
    return rows.select_related("line__station").order_by("released_at", "pk")


def _money(row: Disbursement) -> Line:
    return payment(row, row.line.station.label)


KINDS = (
    Kind(CONSULTATION, threads, _thread),
    Kind(gettext_lazy("Opinions"), opinions, _opinion),
    Kind(gettext_lazy("Difficulties"), difficulties, _difficulty),
    Kind(gettext_lazy("Requests for officers"), officers, _officers),
    Kind(gettext_lazy("Leave"), leave, _leave),
    Kind(gettext_lazy("Admission"), pieces, _piece),
    Kind(gettext_lazy("Overdue"), overdue, _overdue),
    Kind(gettext_lazy("Money"), money, _money),
)
