"""What waits for somebody as the menu counts it: one kind for each entry.

The rows are those of the entry's number, so that the two never differ.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, DateField, F, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budget.models import Disbursement
from coordination.difficulties.listing import mine as own_difficulties
from coordination.ledger import wording
from coordination.models import AdmissionCase, Objection, Proposal
from coordination.notices.listing import waiting as waiting_notices
from coordination.views.opinions import mine as own_opinions
from organization.models import Role, User
from organization.permissions import POLICY, may_somewhere
from organization.templatetags.formats import yuan
from personnel.terms import end_of_day
from personnel.todo.clocks import day, moment
from personnel.todo.lines import KINDS as PEOPLE
from personnel.todo.lines import Kind, Line
from tasking.models import Difficulty, NoticeQuestion, NoticeReceipt

Rows = QuerySet[Any, Any]

OWED = ~Q(notice__todo="") & Q(understood_at=None)
OPINION_STEPS: dict[str, str | Promise] = {
    "filed": gettext_lazy("Answer the opinion"),
    "kept": gettext_lazy("Say whether you take it further"),
    "brokering": gettext_lazy("Broker between station and department"),
    "deciding": gettext_lazy("Decide"),
}

PLAN_STEPS: dict[str, str | Promise] = {
    Proposal.State.OPEN: gettext_lazy("Answer the plan"),
    Proposal.State.BROKERED: gettext_lazy("Broker between the units"),
    Proposal.State.SUBMITTED: gettext_lazy("Decide"),
}


def proposals(user: User, _now: dt.datetime) -> Rows:
    """Of those who answer for a unit."""
    rows = Proposal.objects.waiting_for(user)
    if not may_somewhere(user, "proposal.answer"):
        return rows.none()
    return with_conflict(rows)


def with_conflict(rows: Rows) -> Rows:
    named = rows.select_related("conflict__station")
    return named.order_by(F("due_at").asc(nulls_last=True), "pk")


def proposal(row: Proposal) -> Line:
    url = reverse("coordination:proposal", args=[row.pk])
    what, where = wording.title(row.conflict), row.conflict.station.label
    return Line(what, where, str(PLAN_STEPS[row.state]), url, row.due_at)


def _pieces(user: User, _now: dt.datetime) -> Rows:
    """With the office whose day this is; a leader only sees that they wait there."""
    rows = AdmissionCase.objects.visible_to(user)
    if not may_somewhere(user, "admission.decide"):
        return rows.none()
    rows = rows.filter(state=AdmissionCase.State.WAITING)
    return rows.select_related("directive__department").order_by("due_at", "pk")


def _piece(row: AdmissionCase) -> Line:
    url = reverse("coordination:admission_case", args=[row.pk])
    asker = row.directive.department
    where = asker.label if asker else ""
    step = _("Admit it, set conditions or return it")
    return Line(row.directive.display_title, where, step, url, row.due_at)


def _opinions(user: User, _now: dt.datetime) -> Rows:
    rows = own_opinions(user, Objection.objects.all())
    named = ("assignment__directive", "assignment__station")
    return rows.select_related(*named).soonest_first()


def _opinion(row: Objection) -> Line:
    url = reverse("coordination:objection", args=[row.pk])
    title, where = row.assignment.directive.display_title, row.assignment.station.label
    return Line(title, where, str(OPINION_STEPS[row.state]), url, row.answer_due)


def _notices(user: User, now: dt.datetime) -> Rows:
    """Of a station's chief, those not opened or owed; of a sender, open questions.
    `owed` is the day by which one of you says that it is understood."""
    if user.scope.stations_as(Role.STATION_CHIEF):
        rows = waiting_notices(user, timezone.localdate(now))
        due = When(OWED, then="notice__due_on")
        named = rows.select_related("notice__department", "station")
        named = named.annotate(owed=Case(due, output_field=DateField()))
        return named.order_by(F("notice__due_on").asc(nulls_last=True), "pk")
    own = user.scope.departments_as(*POLICY["notice.answer"].roles)
    asked = NoticeQuestion.objects.open().filter(receipt__notice__department__in=own)
    without = asked.annotate(owed=Value(None, output_field=DateField()))
    both = without.select_related("receipt__notice", "receipt__station")
    return both.order_by("pk")


def _notice(row: NoticeReceipt | NoticeQuestion) -> Line:
    asked = isinstance(row, NoticeQuestion)
    receipt = row.receipt if isinstance(row, NoticeQuestion) else row
    notice = receipt.notice
    url = reverse("coordination:notice", args=[notice.pk])
    if asked:
        step = _("Answer the station's question")
        return Line(notice.title, receipt.station.label, step, url)
    owed = notice.todo and receipt.understood_at is None
    step = _("Say that it is understood") if owed else _("Read the notice")
    until = end_of_day(notice.due_on) if owed and notice.due_on else None
    return Line(notice.title, notice.department.label, step, url, until)


def _difficulties(user: User, _now: dt.datetime) -> Rows:
    return own_difficulties(user).select_related("station").by_clock()


def _difficulty(row: Difficulty) -> Line:
    S = Difficulty.State
    answered, visiting = row.state == S.ANSWERED, row.state == S.VISITING
    step = (
        _("Say whether the answer helped") if answered else _("Answer the difficulty")
    )
    if visiting:
        step = _("Visit the station, then answer")
    url = reverse("coordination:difficulty", args=[row.pk])
    return Line(row.title, row.station.label, step, url, row.answer_due)


def _to_confirm(user: User, _now: dt.datetime) -> Rows:
    rows = Disbursement.objects.to_confirm_by(user)
    return rows.select_related("line__station").order_by("released_at", "pk")


def _arrived(row: Disbursement) -> Line:
    return payment(row, _("Say whether the money arrived"))


def _to_release(user: User, _now: dt.datetime) -> Rows:
    rows = Disbursement.objects.to_release_by(user)
    return rows.select_related("line__station").order_by("prepared_at", "pk")


def _release(row: Disbursement) -> Line:
    return payment(row, _("Look at it, then release"))


def payment(row: Disbursement, step: str) -> Line:
    what = _("%(purpose)s, %(amount)s yuan") % {
        "purpose": row.purpose,
        "amount": yuan(row.amount),
    }
    url = reverse("budget:disbursement", args=[row.pk])
    return Line(what, row.line.station.label, step, url)


def is_step(kind: Kind, user: User) -> bool:
    """Does what the menu counts wait for the user himself? A leader's menu counts what
    waits with the office."""
    elsewhere = kind.route == ADMISSION and not may_somewhere(user, "admission.decide")
    return not elsewhere


ADMISSION = "coordination:admission"
CONSULTATION = gettext_lazy("Consultation")
DUE, ANSWER_DUE = moment("due_at"), moment("answer_due")
KINDS = (
    Kind(CONSULTATION, proposals, proposal, "coordination:proposals", DUE),
    Kind(gettext_lazy("Admission"), _pieces, _piece, ADMISSION, DUE),
    Kind(
        gettext_lazy("Opinions"),
        _opinions,
        _opinion,
        "coordination:opinions",
        ANSWER_DUE,
    ),
    Kind(
        gettext_lazy("Notices"), _notices, _notice, "coordination:notices", day("owed")
    ),
    Kind(
        gettext_lazy("Difficulties"),
        _difficulties,
        _difficulty,
        "coordination:difficulties",
        ANSWER_DUE,
    ),
    Kind(gettext_lazy("Money"), _to_confirm, _arrived, "budget:station"),
    Kind(gettext_lazy("Money"), _to_release, _release, "budget:money"),
    *PEOPLE,
)
