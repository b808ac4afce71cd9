"""What is done about a difficulty, by the department, the office and the station."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coordination.difficulties import reading
from coordination.difficulties.rights import authorise_act
from coordination.forms import difficulties as forms
from coordination.views.attempts import Refusal, attempt
from coordination.views.difficulties import difficulty_page, load_difficulty
from desk.reasons import ReasonForm
from organization.http import SignedIn, whole_number
from tasking.models import Difficulty
from tasking.services import answering_difficulties as answering
from tasking.services import difficulties as raising
from tasking.services import guidance


@login_required
@require_POST
def answer_difficulty(request: SignedIn, pk: int) -> HttpResponse:
    """The department's answer."""
    form = forms.AnswerForm(request.POST, request.FILES, auto_id="answer-%s")
    return _act(request, pk, "answer", form, answering.answer)


@login_required
@require_POST
def note_difficulty(request: SignedIn, pk: int) -> HttpResponse:
    """A question back, or an addition."""
    form = forms.NoteForm(request.POST, auto_id="note-%s")
    return _act(request, pk, "note", form, answering.note)


@login_required
@require_POST
def plan_guidance(request: SignedIn, pk: int) -> HttpResponse:
    """Somebody comes."""
    form = forms.VisitForm(request.POST, auto_id="visit-%s")
    return _act(request, pk, "visit", form, guidance.plan_visit)


@login_required
@require_POST
def record_guidance(request: SignedIn, pk: int) -> HttpResponse:
    """What was done there."""
    form = forms.VisitedForm(request.POST, auto_id="visited-%s")
    return _act(request, pk, "visited", form, guidance.record_visit)


@login_required
@require_POST
def call_off_guidance(request: SignedIn, pk: int) -> HttpResponse:
    """Nobody comes."""
    form = forms.WhyForm(request.POST, auto_id="call-off-%s")
    return _act(request, pk, "call_off", form, guidance.call_off)


@login_required
@require_POST
def hand_on_difficulty(request: SignedIn, pk: int) -> HttpResponse:
    """To the department that owns the matter, or to the office."""
    row = load_difficulty(request.user, pk)
    form = forms.HandOnForm(row, request.POST, auto_id="hand-%s")
    return _act(request, pk, "hand_on", form, answering.hand_on)


@login_required
@require_POST
def join_difficulty(request: SignedIn, pk: int) -> HttpResponse:
    """One answer for several."""
    known = Difficulty.objects.visible_to(request.user)
    lead = known.filter(pk=whole_number(request.POST.get("lead", "")) or 0).first()

    def join(**given: Any) -> object:
        if lead is None:
            told = _("Choose another one of the same department.")
            raise ValidationError({"lead": [told]})
        return answering.join(lead=lead, **given)

    return _act(request, pk, "join", forms.JoinForm(request.POST), join)


@login_required
@require_POST
def say_how_it_was(request: SignedIn, pk: int) -> HttpResponse:
    """The station's judgement; it closes, or opens again."""
    form = forms.SayForm(request.POST, auto_id="say-%s")
    return _act(request, pk, "say", form, raising.say_how_it_was)


@login_required
@require_POST
def take_back_difficulty(request: SignedIn, pk: int) -> HttpResponse:
    """The station does not ask any more."""
    form = forms.WhyForm(request.POST, auto_id="back-%s")
    return _act(request, pk, "take_back", form, raising.take_back)


def _act(
    request: SignedIn,
    pk: int,
    name: str,
    form: ReasonForm,
    service: Callable[..., object],
) -> HttpResponse:
    """Load and authorise, do it, say where it stands; a refusal stands beside it."""
    row = load_difficulty(request.user, pk)
    authorise_act(request.user, row, name)

    def work() -> object:
        said: dict[str, Any] = getattr(form, "said", {})
        given = {"by": request.user, "difficulty": row, "now": timezone.now()}
        return service(version=form.version_seen, **given, **said)

    try:
        attempt(work, form)
    except Refusal as refusal:
        again = load_difficulty(request.user, pk)
        beside = {f"act_{name}": form, "problem": refusal.problem}
        return difficulty_page(request, again, beside)
    done = Difficulty.objects.visible_to(request.user).filter(pk=pk)
    now = done.select_related("department").first()
    if now is None:
        messages.success(request, _("Handed on; it is another department's now."))
        return redirect("coordination:difficulties")
    messages.success(request, reading.headline(now))
    return redirect("coordination:difficulty", pk=pk)
