"""Trainings from practice: what they are needed for, and what came of them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.difficulties import effects
from coordination.difficulties import topics as reading
from coordination.views.attempts import Refusal, attempt
from coordination.views.loading import load_requesters
from organization.http import SignedIn
from organization.permissions import authorise, may_somewhere
from tasking.models import TrainingPurpose
from tasking.services.trainings import draft_training


@login_required
@require_GET
def trainings(request: SignedIn) -> HttpResponse:
    """Topics by the occasions counted; then the trainings drafted from them."""
    authorise(request.user, "training.topics")
    return _page(request)


def _page(request: SignedIn, problem: str = "") -> HttpResponse:
    user, now = request.user, timezone.now()
    drafts = may_somewhere(user, "directive.draft")
    context = {
        "topics": reading.topics(user, now),
        "trainings": effects.trainings(user, now),
        "departments": load_requesters(user, "directive.draft") if drafts else (),
        "days": reading.DAYS,
        "few": reading.FEW,
        "problem": problem,
    }
    status = 422 if problem else 200
    return render(request, "coordination/trainings.html", context, status=status)


@login_required
@require_POST
def draft_from_topic(request: SignedIn) -> HttpResponse:
    """One click: a draft in the composer that names what it answers."""
    user, now = request.user, timezone.now()
    departments = load_requesters(user, "directive.draft")
    chosen = request.POST.get("department", "")
    department = next((d for d in departments if d.code == chosen), departments[0])
    need = reading.need_of(user, request.POST.get("topic", "")[:40], now)

    def act() -> TrainingPurpose:
        if need is None:
            raise ValidationError({"topic": [_("Choose one of the topics.")]})
        return draft_training(by=user, department=department, need=need, now=now)

    try:
        made = attempt(act)
    except Refusal as refusal:
        return _page(request, refusal.problem)
    text = _("A draft: say when it is and who attends, then look what it does.")
    messages.success(request, text)
    return redirect("coordination:edit_draft", pk=made.directive_id)
