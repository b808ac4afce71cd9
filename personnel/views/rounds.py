"""Rounds of two-way selection: the list, a new one, and one round for whom it concerns.

Who prepares it reads all of it; an officer his own choices; a chief his own posts.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from desk.reasons import ReasonForm
from organization.http import SignedIn
from organization.models import User
from organization.permissions import POLICY, authorise, may, may_somewhere
from personnel.forms.rounds import DatesForm, FirstDayForm, RoundForm, last_days
from personnel.models import SelectionRound
from personnel.rounds.life import KNOWN, LISTS, RUNNING, SHOWN, STEPS, S
from personnel.rounds.own import own_part
from personnel.rounds.words import ACTS
from personnel.services.rounds import preparing, running
from personnel.views.doing import form_page
from personnel.views.loading import own_bureau

ROWS = 50


def load_round(user: User, pk: int) -> SelectionRound:
    """One the user may see; 404 otherwise."""
    rows = SelectionRound.objects.visible_to(user)
    rows = rows.select_related("bureau", "prepared_by", "job")
    found: SelectionRound = get_object_or_404(rows, pk=pk)
    return found


def load_prepared(user: User, pk: int) -> SelectionRound:
    """One the user prepares; 403 where he only takes part in it."""
    found = load_round(user, pk)
    authorise(user, "round.prepare", found.bureau)
    return found


def load_known(user: User, pk: int) -> SelectionRound:
    """One of which the user may read everybody's result; 404 while there is none.

    403 for who reads only his own part, and before it is published for everybody but
    those who prepare it.
    """
    found = load_round(user, pk)
    if not may(user, "round.prepare", found.bureau) and not (
        found.state in SHOWN and may(user, "personnel.view", found.bureau)
    ):
        raise PermissionDenied(str(POLICY["round.prepare"].title))
    if found.state not in KNOWN:
        raise Http404
    return found


@login_required
@require_GET
def rounds(request: SignedIn) -> HttpResponse:
    """The newest first."""
    user = request.user
    rows = SelectionRound.objects.visible_to(user)
    every, under_way = rows.counted(RUNNING)
    pages = Paginator(rows.with_sizes().order_by("-pk"), ROWS)
    pages.count = every  # known already
    context = {
        "page": pages.get_page(request.GET.get("page")),
        "running": under_way,
        "may_prepare": may_somewhere(user, "round.prepare"),
    }
    return render(request, "personnel/rounds/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_round(request: SignedIn) -> HttpResponse:
    """What is announced; posts and officers are named afterwards."""
    bureau = own_bureau(request.user)
    authorise(request.user, "round.prepare", bureau)
    form = RoundForm(request.POST or None)

    def act() -> SelectionRound:
        return preparing.prepare_round(
            by=request.user, bureau=bureau, terms=form.terms, now=timezone.now()
        )

    def done(made: SelectionRound) -> HttpResponse:
        return redirect("personnel:round_posts", pk=made.pk)

    page = "personnel/rounds/new.html"
    return form_page(request, page, form, act, done, bureau=bureau)


@login_required
@require_GET
def round_page(request: SignedIn, pk: int) -> HttpResponse:
    """One round: all of it for who prepares it, one's own part for the others."""
    return shown(request, load_round(request.user, pk))


def shown(
    request: SignedIn, round: SelectionRound, problem: str = "", **forms: Any
) -> HttpResponse:
    """`forms` are those that could not be used: `dates`, `end`, `order`."""
    user = request.user
    prepares = may(user, "round.prepare", round.bureau)
    context = {
        "round": round,
        "steps": steps(round),
        "problem": problem,
        "prepares": prepares,
        "own": own_part(round, user),
        "reads_result": (prepares and round.state in KNOWN)
        or (round.state in SHOWN and may(user, "personnel.view", round.bureau)),
        **(_prepared(round, forms) if prepares else {}),
    }
    status = 422 if problem or forms else 200
    return render(request, "personnel/rounds/round.html", context, status=status)


def steps(round: SelectionRound) -> list[tuple[str, str]]:
    """(name, mark) of each phase: "done", "cur" or nothing."""
    order = [S.DRAFT, S.WISHING, S.RANKING, S.MATCHING, S.MATCHED, S.PUBLISHED]
    if round.state == S.CANCELLED:
        return []
    if round.state == S.CLOSED:
        return [(str(state.label), "done") for state in order]
    at = order.index(S(round.state))
    marks = ["done"] * at + ["cur"] + [""] * (len(order) - at - 1)
    return [(str(s.label), mark) for s, mark in zip(order, marks, strict=True)]


def _prepared(round: SelectionRound, forms: dict[str, Any]) -> dict[str, Any]:
    """What only those read who prepare it."""
    posts = round.posts.with_units().annotate(chosen=_chosen(), taken=Count("ranks"))
    dates = DatesForm(auto_id="dates-%s", initial=last_days(round))
    return {
        "posts": posts,
        "people": round.officers.aggregate(
            all=Count("pk"),
            handed_in=Count("pk", filter=~Q(wished_at=None)),
            without=Count("pk", filter=Q(officer__user=None)),
        ),
        "missing": running.missing(round) if round.state in RUNNING else 0,
        "lists": round.state in LISTS,
        "running": round.state in RUNNING,
        "cancellable": round.state in STEPS["cancel"][0],
        "orders": round.orders.order_by("pk"),
        "dates": forms.get("dates") or dates,
        "end": forms.get("end") or ReasonForm(auto_id="end-%s"),
        "order_form": forms.get("order") or FirstDayForm(auto_id="order-%s"),
        "events": [
            (event, ACTS.get(event.act, event.act))
            for event in round.events.select_related("by").order_by("-pk")[:30]
        ],
    }


def _chosen() -> Count:
    return Count("wishes", distinct=True)
