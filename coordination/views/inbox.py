"""What was put before a person, newest first."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.ledger.wording import hours_of
from desk.models import InboxItem
from desk.services import mark_read
from organization.http import SignedIn
from organization.models import Station
from organization.templatetags.formats import short_hours

ROWS = 50


@login_required
@require_GET
def inbox(request: SignedIn) -> HttpResponse:
    """One row per matter."""
    items = InboxItem.objects.visible_to(request.user)
    page = Paginator(items, ROWS).get_page(request.GET.get("page"))
    codes = {item.facts.get("station") for item in page}
    names = {s.code: s.label for s in Station.objects.filter(code__in=codes)}
    rows = [(item, _say(item, names)) for item in page]
    return render(request, "coordination/inbox.html", {"rows": rows, "page": page})


@login_required
@require_POST
def read_inbox(request: SignedIn) -> HttpResponse:
    """Mark everything as read."""
    mark_read(by=request.user)
    return redirect("coordination:inbox")


def _say(item: InboxItem, names: dict[str, str]) -> str:
    facts: dict[str, Any] = item.facts
    station = names.get(facts.get("station", ""), facts.get("station", ""))
    if item.kind == "conflict_settled":
        return _("Settled at %(station)s: everything fits again.") % {
            "station": station
        }
    hours = short_hours(hours_of(facts.get("shortfall_units", 0)))
    if facts.get("kind") != "deadline":
        return _("New conflict at %(station)s.") % {"station": station}
    return _("New conflict at %(station)s: %(hours)s hours short.") % {
        "station": station,
        "hours": hours,
    }
