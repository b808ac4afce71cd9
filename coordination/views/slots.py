"""Beside the composer: at what time an appointment would do least harm."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from coordination.forms.choices import apply
from coordination.forms.composing import DirectiveForm
from coordination.forms.slots import SlotForm
from coordination.slot_shown import Shown
from coordination.slotting import Search, best_times
from coordination.summoning import cost_of
from coordination.views.loading import load_trying
from organization.http import SignedIn


@login_required
@require_POST
def slots(request: SignedIn) -> HttpResponse:
    """The best times alone, for the composer's form as it stands."""
    requesters = load_trying(request.user, request.POST)
    form = DirectiveForm(apply(request.POST), user=request.user, requesters=requesters)
    context = slots_context(form)
    status = 422 if context["slots"].errors else 200
    page = "coordination/directives/_slots.html"
    return render(request, page, context, status=status)


def slots_context(form: DirectiveForm) -> dict[str, Any]:
    """`slots`: the search; `found`: the best times, None where it cannot be made."""
    now = timezone.now()
    form.full_clean()
    asked = SlotForm(form.data, form, now)
    found = looked_for(form, asked.search, now) if asked.is_valid() else None
    return {"slots": asked, "found": found}


def looked_for(form: DirectiveForm, search: Search, now: dt.datetime) -> Shown:
    content, targets = form.content(), form.targets()
    how: dict[str, Any] = {"department": form.department.code, "now": now}
    return Shown(
        best_times(content, targets, search=search, **how),
        cost_of(content, targets, minutes=search.minutes, **how),
        len(targets.stations),
    )
