"""Giving an opinion, and every answer to one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.forms.acts import ReasonForm
from coordination.forms.opinions import AnswerForm, OpinionForm
from coordination.ledger import opinions as words
from coordination.ledger.freezing import freeze
from coordination.ledger.thawing import thaw
from coordination.models import Objection
from coordination.services import deciding, objecting
from coordination.views.assignments import SHOWN
from coordination.views.attempts import Refusal, attempt
from coordination.views.opinions import load_objection, objection_page
from desk.sure import unsure
from organization.http import SignedIn
from organization.permissions import authorise
from organization.templatetags.formats import inner
from tasking.models import Assignment


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
    return _act(request, pk, "answer", "objection.answer", deciding.answer)


@login_required
@require_POST
def decide_objection(request: SignedIn, pk: int) -> HttpResponse:
    """The leader's decision."""
    return _act(request, pk, "decide", "objection.decide", deciding.decide)


@login_required
@require_POST
def refer_objection(request: SignedIn, pk: int) -> HttpResponse:
    """The office puts it before the leader."""
    return _act(request, pk, "refer", "objection.broker", deciding.refer)


@login_required
@require_POST
def escalate_objection(request: SignedIn, pk: int) -> HttpResponse:
    """The station asks the office to broker."""
    return _act(request, pk, "escalate", "objection.file", objecting.escalate)


@login_required
@require_POST
def take_back_objection(request: SignedIn, pk: int) -> HttpResponse:
    """The station does not insist."""
    row = load_objection(request.user, pk)
    right = "objection.file"
    authorise(request.user, right, objecting.unit_of(row, right))
    if asked := unsure(
        request,
        _("Take the opinion back?"),
        _(
            "The matter ends here, and the task stays as it is. The reason you gave"
            " stays on record."
        ),
        _("Take it back"),
        reverse("coordination:objection", args=[row.pk]),
    ):
        return asked
    return _act(request, pk, "take_back", "objection.file", objecting.take_back)


def _act(
    request: SignedIn,
    pk: int,
    name: str,
    right: str,
    service: Callable[..., Objection],
) -> HttpResponse:
    """Load and authorise, do it, say where it stands; a refusal stands beside it."""
    row = load_objection(request.user, pk)
    authorise(request.user, right, objecting.unit_of(row, right))
    asks = name in ("answer", "decide")
    form = AnswerForm(row, request.POST) if asks else ReasonForm(request.POST)

    def work() -> Objection:
        said: dict[str, Any] = {"reason": form.reason_given}
        if isinstance(form, AnswerForm):
            said = {"said": form.said}
        now, version = timezone.now(), form.version_seen
        return service(by=request.user, objection=row, now=now, version=version, **said)

    try:
        done = attempt(work, form)
    except Refusal as refusal:
        row = load_objection(request.user, pk)
        beside = {name: form, "problem": refusal.problem}
        return objection_page(request, row, beside)
    messages.success(request, words.headline(done))
    return redirect("coordination:objection", pk=done.pk)
