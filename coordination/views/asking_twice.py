"""Beside the composer: what another department asks of the same stations already."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from coordination.forms.choices import apply
from coordination.forms.composing import DirectiveForm
from coordination.services.drafting_twice import join_instead, twins
from coordination.views.loading import load_trying
from organization.http import SignedIn
from tasking.models import DirectiveParty


@login_required
@require_POST
def asked_twice(request: SignedIn) -> HttpResponse:
    """The hints alone; they come after the answer and never hold it up."""
    requesters = load_trying(request.user, request.POST)
    form = DirectiveForm(apply(request.POST), user=request.user, requesters=requesters)
    form.full_clean()
    found = twins(
        form.content(),
        form.targets(),
        requester=form.department,
        now=timezone.now(),
    )
    context = {"twins": found, "asked": len(form.stations_found)}
    return render(request, "coordination/directives/_twins.html", context)


def joined(request: SignedIn, form: DirectiveForm, directive: int) -> DirectiveParty:
    """Join the other's task, and take its stations out of the form."""
    form.full_clean()
    party = join_instead(
        by=request.user,
        requester=form.department,
        content=form.content(),
        targets=form.targets(),
        directive=directive,
        now=timezone.now(),
    )
    text = ngettext(
        "Joined with %(number)s: %(n)s station is not asked twice.",
        "Joined with %(number)s: %(n)s stations are not asked twice.",
        len(party.stations),
    ) % {"number": party.directive.number, "n": len(party.stations)}
    messages.success(request, text)
    return party


def without(data: QueryDict, form: DirectiveForm, party: DirectiveParty) -> QueryDict:
    """The form as it was sent, for the stations that are left."""
    left = [s.pk for s in form.stations_found if s.pk not in party.stations]
    changed = data.copy()
    changed.setlist("stations", [str(pk) for pk in left])
    for name in ("bureaus", "groups", "pasted"):
        changed.setlist(name, [])
    return changed
