"""What is done with a notice: understood, asked about, answered, withdrawn."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coordination.forms.notices import AnswerForm, QuestionForm
from coordination.notices.reading import receipt_for
from coordination.views.notices import load_notice, page
from coordination.views.sending_off import tell_refused, withdrawal_left
from desk.reasons import ReasonForm, Refusal, attempt
from organization.http import SignedIn
from organization.permissions import authorise
from tasking.models import Notice, NoticeQuestion, NoticeReceipt
from tasking.services import answering_notices as answering
from tasking.services import notices as writing


@login_required
@require_POST
def understand_notice(request: SignedIn, pk: int) -> HttpResponse:
    """The station has understood what must be done."""
    row, receipt = load_received(request, pk, "notice.understand")
    now = timezone.now()
    form = ReasonForm(request.POST)

    def act() -> object:
        return answering.understand(by=request.user, receipt=receipt, now=now)

    return _act(request, row, "understand", form, act, _("Noted in your name."))


@login_required
@require_POST
def ask_notice(request: SignedIn, pk: int) -> HttpResponse:
    """The station asks the department."""
    row, receipt = load_received(request, pk, "notice.ask")
    form = QuestionForm(request.POST, auto_id="ask-%s")

    def act() -> object:
        text = form.cleaned_data["text"]
        now = timezone.now()
        return answering.ask(by=request.user, receipt=receipt, text=text, now=now)

    told = _("The department has been asked.")
    return _act(request, row, "ask", form, act, told)


@login_required
@require_POST
def answer_notice(request: SignedIn, pk: int, question: int) -> HttpResponse:
    """The department answers."""
    row = load_notice(request.user, pk)
    authorise(request.user, "notice.answer", row.department)
    asked = get_object_or_404(
        NoticeQuestion.objects.visible_to(request.user),
        receipt__notice=row,
        pk=question,
    )
    form = AnswerForm(request.POST, auto_id=f"answer-{question}-%s")

    def act() -> object:
        return answering.answer(
            by=request.user,
            question=asked,
            text=form.cleaned_data["answer"],
            to_all=form.cleaned_data["to_all"],
            version=form.version_seen,
            now=timezone.now(),
        )

    return _act(request, row, f"answer_{question}", form, act, _("Answered."))


@login_required
@require_POST
def withdraw_notice(request: SignedIn, pk: int) -> HttpResponse:
    """It does not hold any more."""
    row = load_notice(request.user, pk)
    authorise(request.user, "notice.issue", row.department)
    form = ReasonForm(request.POST, auto_id="withdraw-%s")

    def act() -> object:
        return writing.withdraw(
            by=request.user,
            notice=row,
            reason=form.reason_given,
            version=form.version_seen,
            now=timezone.now(),
        )

    return _act(request, row, "withdraw", form, act, _("Withdrawn. The trace stays."))


def load_received(
    request: SignedIn, pk: int, action: str
) -> tuple[Notice, NoticeReceipt]:
    """The notice at a station of one's own; of several the one named, else the first.

    PermissionDenied for whoever sees the notice and belongs to no station that has it.
    """
    row = load_notice(request.user, pk)
    receipt = receipt_for(request.user, row, action, request.POST.get("station", ""))
    return row, receipt


def _act(
    request: SignedIn,
    row: Notice,
    name: str,
    form: ReasonForm,
    act: Callable[[], object],
    done: str,
) -> HttpResponse:
    """Do it and show the notice again; `name` is what the page knows the form by."""
    try:
        if left := withdrawal_left(request, row, name, form):
            return left
        attempt(act, form)
    except Refusal as refusal:
        tell_refused(request, form, problem=refusal.problem)
        again = load_notice(request.user, row.pk)
        return page(request, again, refusal.problem, **{name: form})
    messages.success(request, done)
    return redirect("coordination:notice", pk=row.pk)
