"""The gallery of tokens and components."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coordination.gallery.shown import shown
from organization.http import SignedIn


@login_required
@require_GET
def gallery(request: SignedIn) -> HttpResponse:
    """Every token and component, as the pages have them."""
    return render(request, "coordination/gallery/page.html", shown())
