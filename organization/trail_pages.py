"""The audit trail on two pages: what people did, and which rows changed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from organization import trail, trail_shown
from organization.http import SignedIn
from organization.permissions import authorise

PAGE = 100


@login_required
@require_GET
def audit_trail(request: SignedIn) -> HttpResponse:
    """The latest acts first."""
    authorise(request.user, "audit.view")
    form = trail.ActNarrowing(request.GET)
    page = Paginator(form.rows(), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "shown": trail_shown.dressed_acts(page.object_list),
        "query": form.query,
        "seals": trail.seals(),
    }
    return render(request, "organization/audit.html", context)


@login_required
@require_GET
def row_changes(request: SignedIn) -> HttpResponse:
    """The latest changes first, of one row or one act where that is asked for."""
    authorise(request.user, "audit.view")
    form = trail.ChangeNarrowing(request.GET)
    page = Paginator(form.rows(), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "shown": trail_shown.dressed(page.object_list),
        "query": form.query,
        "seals": trail.seals(),
    }
    return render(request, "organization/audit_changes.html", context)
