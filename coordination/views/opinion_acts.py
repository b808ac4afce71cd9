"""Giving an opinion, and every answer to one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.forms.acts import ReasonForm
from coordination.forms.opinions import AnswerForm, OpinionForm
from coordination.ledger import opinions as words
from coordination.ledger.cards import inner
from coordination.ledger.freezing import freeze
from coordination.ledger.thawing import thaw
from coordination.models import Objection
from coordination.services import deciding, objecting
from coordination.views.assignments import SHOWN
from coordination.views.opinions import load_objection, objection_page
from organization.http import SignedIn
from organization.permissions import Unit, authorise
from tasking.models import Assignment
from tasking.services.acts import Stale


@login_required
@require_http_methods(["GET", "POST"])
def object_to(request: SignedIn, pk: int) -> HttpResponse:
    """The form, with the figures that will travel along; then the opinion itself."""
    seen = Assignment.objects.visible_to(request.user).select_related(*SHOWN)
    row = get_object_or_404(seen, pk=pk)
    authorise(request.user, "objection.file", row.station)
    open_one = row.objections.waiting().first()
    if open_one is not None:
        return redirect("coordination:objection", pk=open_one.pk)
    if request.method == "GET":
        return _form(request, row, OpinionForm())
    form = OpinionForm(request.POST, request.FILES)
    try:
        made = objecting.object_to(
            by=request.user, assignment=row, now=timezone.now(), **form.said
        )
    except ValidationError as error:
        return _form(request, row, form, form.refuse(error))
    messages.success(request, words.filed(made))
    return redirect("coordination:objection", pk=made.pk)


def _form(
    request: SignedIn, row: Assignment, form: OpinionForm, problem: str = ""
) -> HttpResponse:
    now = timezone.now()
    context = {
        "row": row,
        "directive": row.directive,
        "quoted": inner(row.directive.display_title),
        "station": row.station,
        "form": form,
        "problem": problem,
        "answer_due": objecting.due_for(row, now) if row.department else None,
        "proof": thaw(freeze(row, now=now)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "coordination/opinions/new.html", context, status=status)


@login_required
@require_POST
def answer_objection(request: SignedIn, pk: int) -> HttpResponse:
    """The department's answer."""

    def act(row: Objection, form: Any, now: dt.datetime) -> Objection:
        return deciding.answer(**_common(request, row, form, now), said=form.said)

    return _act(request, pk, "answer", "objection.answer", act)


@login_required
@require_POST
def decide_objection(request: SignedIn, pk: int) -> HttpResponse:
    """The leader's decision."""

    def act(row: Objection, form: Any, now: dt.datetime) -> Objection:
        return deciding.decide(**_common(request, row, form, now), said=form.said)

    return _act(request, pk, "decide", "objection.decide", act)


@login_required
@require_POST
def refer_objection(request: SignedIn, pk: int) -> HttpResponse:
    """The office puts it before the leader."""

    def act(row: Objection, form: Any, now: dt.datetime) -> Objection:
        return deciding.refer(**_common(request, row, form, now), reason=_why(form))

    return _act(request, pk, "refer", "objection.broker", act)


@login_required
@require_POST
def escalate_objection(request: SignedIn, pk: int) -> HttpResponse:
    """The station asks the office to broker."""

    def act(row: Objection, form: Any, now: dt.datetime) -> Objection:
        return objecting.escalate(**_common(request, row, form, now), reason=_why(form))

    return _act(request, pk, "escalate", "objection.file", act)


@login_required
@require_POST
def take_back_objection(request: SignedIn, pk: int) -> HttpResponse:
    """The station does not insist."""

    def act(row: Objection, form: Any, now: dt.datetime) -> Objection:
        common = _common(request, row, form, now)
        return objecting.take_back(**common, reason=_why(form))

    return _act(request, pk, "take_back", "objection.file", act)


def _common(
    request: SignedIn, row: Objection, form: ReasonForm, now: dt.datetime
) -> dict[str, Any]:
    version = form.version_seen
    return {"by": request.user, "objection": row, "now": now, "version": version}


def _why(form: ReasonForm) -> str:
    """The reason; ValidationError, the field marked, when it cannot be used."""
    reason = form.reason_given
    if form.errors:
        raise ValidationError({})
    return reason


def _act(
    request: SignedIn,
    pk: int,
    name: str,
    right: str,
    act: Callable[[Objection, Any, dt.datetime], Objection],
) -> HttpResponse:
    """Load and authorise, do it, say where it stands; a refusal stands beside it."""
    row = load_objection(request.user, pk)
    assignment = row.assignment
    unit: Unit | None = assignment.department
    authorise(
        request.user, right, assignment.station if right == "objection.file" else unit
    )
    asks = name in ("answer", "decide")
    form = AnswerForm(row, request.POST) if asks else ReasonForm(request.POST)
    try:
        done = act(row, form, timezone.now())
    except ValidationError as error:
        problem = form.refuse(error)
    except Stale:
        problem = _("Somebody changed this meanwhile. Look at it again, then decide.")
    else:
        messages.success(request, words.headline(done))
        return redirect("coordination:objection", pk=done.pk)
    row = load_objection(request.user, pk)
    return objection_page(request, row, {name: form, "problem": problem})
