"""What was put before a person, newest first."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from desk.letters import letter, names_for
from desk.models import InboxItem
from desk.services import mark_read
from organization.http import SignedIn

ROWS = 50


@login_required
@require_GET
def inbox(request: SignedIn) -> HttpResponse:
    """One row per matter."""
    items = InboxItem.objects.visible_to(request.user)
    page = Paginator(items, ROWS).get_page(request.GET.get("page"))
    names = names_for(page)
    rows = [(item, letter(item, names)) for item in page]
    return render(request, "coordination/inbox.html", {"rows": rows, "page": page})


@login_required
@require_POST
def read_inbox(request: SignedIn) -> HttpResponse:
    """Mark everything as read."""
    mark_read(by=request.user)
    return redirect("coordination:inbox")
