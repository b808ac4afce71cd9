"""The share of what lies outside police duties."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coordination.remit_share import shares
from organization.http import SignedIn
from organization.permissions import authorise


@login_required
@require_GET
def remit_share(request: SignedIn) -> HttpResponse:
    """By month, by who asks, by station; the figures stand beside the bars."""
    authorise(request.user, "remit.share")
    found = shares(request.user, timezone.now())
    context = {
        "found": found,
        "requesters": found.requesters,
        "stations": found.stations if len(found.stations) > 1 else [],
    }
    return render(request, "coordination/remit/share.html", context)
