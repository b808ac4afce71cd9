"""The thread of a proposal, and the list of those one has to do with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.forms.negotiating import SaidForm
from coordination.ledger import wording
from coordination.lists.settling import plans
from coordination.models import Proposal
from coordination.services.negotiation.asking import needs_extension
from coordination.thread import proving, saying
from coordination.thread.desk import desks
from coordination.thread.log import log_lines
from coordination.thread.reading import Reading, load_proposal, placed, read_thread
from desk.lists import kind_asked, taken_out
from organization.http import SignedIn
from organization.permissions import may

ROWS = 50


@login_required
@require_GET
def proposal(request: SignedIn, pk: int) -> HttpResponse:
    """The page; with htmx only the part that changes."""
    return thread_page(request, load_proposal(request.user, pk))


@login_required
@require_GET
def proposals(request: SignedIn) -> HttpResponseBase:
    """What waits for me first, then by the clock; with `?past=1` the closed ones."""
    past = request.GET.get("past") == "1"
    rows = Proposal.objects.visible_to(request.user)
    mine = set(rows.waiting_for(request.user).values_list("pk", flat=True))
    shown = rows.exclude(closed_at=None) if past else rows.active()
    order = ("-closed_at",) if past else (F("due_at").asc(nulls_last=True), "pk")
    shown = shown.only("pk").order_by(*order)

    def dressed(some: Iterable[Proposal]) -> list[dict[str, Any]]:
        found = [row.pk for row in some]
        known = placed(found)
        return [_row(known[pk], mine) for pk in found if pk in known]

    if taking := kind_asked(request):
        told = [_("Closed") if past else _("Under way")]
        return taken_out(request, taking, plans(shown, dressed, told))
    page = Paginator(shown, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": dressed(page),
        "past": past,
        "waiting": len(mine),
        "page_query": "past=1&" if past else "",
    }
    return render(request, "coordination/proposals.html", context)


def _row(row: Proposal, mine: set[int]) -> dict[str, Any]:
    due = row.due_at
    return {
        "proposal": row,
        "mine": row.pk in mine,
        "method": saying.method_name(row.method),
        "left": saying.time_left(due, timezone.now()) if due else "",
    }


def thread_page(
    request: SignedIn,
    row: Proposal,
    *,
    problem: str = "",
    refused: SaidForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """`refused` is the form as it was sent back; it carries the party it was for."""
    reading = read_thread(row, user=request.user, now=timezone.now())
    context = thread_context(reading) | {"problem": problem}
    context["desks"] = desks(reading, refused)
    context["part_url"] = request.path if request.method == "GET" else _home(row)
    name = "_thread" if request.htmx else "thread"
    return render(request, f"coordination/{name}.html", context, status=status)


def thread_context(reading: Reading) -> dict[str, Any]:
    """Everything the template says."""
    row, user = reading.proposal, reading.user
    conflict = row.conflict
    found = proving.check(reading)
    seen = conflict in reading.conflicts
    return {
        **saying.answer(reading),
        "proposal": row,
        "conflict": conflict,
        "station": conflict.station,
        "conflict_seen": seen,
        "steps": saying.steps(reading),
        "method": saying.method_name(row.method),
        "changes": saying.change_lines(reading),
        "statutory": any(
            needs_extension(party, reading.plan, reading.orders) and not party.extension
            for party in reading.parties
        ),
        "balances": saying.balance_lines(reading),
        "check": found,
        "parties": [saying.party_line(reading, party) for party in reading.parties],
        "entries": log_lines(reading),
        "title": wording.title(conflict),
        "may_broker": may(user, "proposal.broker", conflict.station),
        "may_decide": may(user, "proposal.decide", conflict.station),
        "live_url": reverse("coordination:station_events", args=[_channel(reading)]),
        "checked_at": None,
    }


def _channel(reading: Reading) -> str:
    """The station whose announcements the reader may hear."""
    station = reading.conflict.station
    if reading.conflict in reading.conflicts:
        return str(station.code)
    own = [p.station for p in reading.parties if p.station is not None]
    mine = [s for s in own if s.pk in reading.user.scope.stations]
    return str(mine[0].code if mine else station.code)


def _home(row: Proposal) -> str:
    return reverse("coordination:proposal", args=[row.pk])
