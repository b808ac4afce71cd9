"""The other plans of a thread: looked at, and one of them put in its place."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination.forms.negotiating import SaidForm
from coordination.services.negotiation import choosing, proposing
from coordination.thread.others import Others, others
from coordination.thread.reading import Sides, load_proposal, read_sides
from organization.http import SignedIn
from organization.permissions import POLICY
from tasking.services.acts import Stale


@login_required
@require_http_methods(["GET", "POST"])
def other_plans(request: SignedIn, pk: int) -> HttpResponse:
    """A page, and the part the thread's page shows; POST chooses `plan`."""
    row, now = load_proposal(request.user, pk), timezone.now()
    reading = read_sides(row, user=request.user, now=now)
    if row.conflict not in reading.conflicts:
        raise Http404  # asked only to lend: the other station's plans are not his
    open_ones = choosing.plans_for(row, now=now) if row.is_active else None
    found = others(reading, open_ones)
    if request.method == "POST":
        return _choose(request, reading, found, now)
    context = {
        "proposal": row,
        "conflict": row.conflict,
        "station": row.conflict.station,
        "others": found,
    }
    return render(request, "coordination/other_plans.html", context)


def _choose(
    request: SignedIn, reading: Sides, found: Others, now: dt.datetime
) -> HttpResponse:
    """One click: the office changes the plan, a unit suggests it instead."""
    row = reading.proposal
    if not (found.may_choose or reading.own_parties):
        raise PermissionDenied(str(POLICY["proposal.answer"].title))
    digest = request.POST.get("plan", "")[:400]
    plans = choosing.plans_for(row, now=now)
    offer = plans.offer(digest) if plans else None
    form = SaidForm(request.POST)
    if offer is None:
        text = _("The facts have changed and give this plan no more; look again.")
        messages.error(request, text)
        return redirect("coordination:proposal", pk=row.pk)
    said: dict[str, Any] = {
        "by": request.user,
        "now": now,
        "text": form.said,
        "seen": form.round_seen,
    }
    try:
        if found.switch:
            proposing.switch(proposal=row, plan=offer.plan, **said)
        elif found.party is not None:
            choosing.counter_plan(party=found.party, plan=offer.plan, **said)
        else:  # the own unit has answered already
            text = _("That is no longer possible: the state has changed meanwhile.")
            raise ValidationError(text)
    except Stale:
        text = _("Somebody changed this meanwhile. Look at it again, then decide.")
        messages.error(request, text)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Noted."))
    return redirect("coordination:proposal", pk=row.pk)
