"""Commendations: what is published, what waits, a nomination, one and its acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.attaching import file_answer
from desk.lists import kind_asked, taken_out
from desk.reasons import ReasonForm
from organization.http import SignedIn
from organization.models import User
from personnel import lists
from personnel.commended import by_unit
from personnel.forms.commendations import (
    EndorsementForm,
    NominationForm,
    PublicationForm,
)
from personnel.models import Commendation
from personnel.quarters import Quarter
from personnel.services import commending
from personnel.views.doing import Shown, form_page

ROWS = 20
S = Commendation.State
NAMED = ("officer", "station", "department", "bureau", "nominated_by", "endorsed_by")


def load_commendation(user: User, pk: int) -> Commendation:
    """One the user may see; 404 otherwise."""
    rows = Commendation.objects.visible_to(user).select_related(
        *NAMED, "published_by", "station__bureau", "department__bureau"
    )
    row: Commendation = get_object_or_404(rows, pk=pk)
    return row


@login_required
@require_GET
def commendations(request: SignedIn) -> HttpResponseBase:
    """Of a quarter, with how many each unit had; above it what waits for the reader."""
    user, today = request.user, timezone.localdate()
    quarter = Quarter.read(request.GET.get("quarter", "")) or Quarter.of(today)
    seen = Commendation.objects.visible_to(user)
    rows = seen.published().between(quarter.first, quarter.end)
    rows = rows.select_related(*NAMED).order_by("-published_on", "-pk")
    if taking := kind_asked(request):
        return taken_out(request, taking, lists.commendations(rows, quarter))
    own = seen.filter(nominated_by=user, state__in=(S.NOMINATED, S.ENDORSED))
    context = {
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "quarter": quarter,
        "is_present": quarter == Quarter.of(today),
        "counts": by_unit(seen, quarter),
        "waiting": Commendation.objects.waiting_for(user).select_related(*NAMED),
        "own": own.select_related(*NAMED),
        "may_nominate": commending.in_force(user),
        "query": f"quarter={quarter}&",
    }
    return render(request, "personnel/commendations.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def nominate(request: SignedIn) -> HttpResponse:
    """Anybody in the force names somebody."""
    user = request.user
    commending.demand_nominating(user)
    form = NominationForm(request.POST or None, request.FILES or None)

    def act() -> Commendation:
        return commending.nominate(by=user, now=timezone.now(), **form.values)

    def done(made: Commendation) -> HttpResponse:
        messages.success(request, _("Nominated; the unit's chief has been asked."))
        return redirect("personnel:commendation", pk=made.pk)

    return form_page(request, "personnel/nominate.html", form, act, done)


@login_required
@require_GET
def commendation(request: SignedIn, pk: int) -> HttpResponse:
    """One, with its evidence for those who decide."""
    return _page(request, load_commendation(request.user, pk))


@login_required
@require_GET
def commendation_file(request: SignedIn, pk: int, file: int) -> HttpResponse:
    """Evidence: for who nominated, endorses or publishes."""
    row = load_commendation(request.user, pk)
    full = Commendation.objects.full_for(request.user)
    get_object_or_404(full, pk=row.pk)
    found = row.files.select_related("content")
    return file_answer(get_object_or_404(found, pk=file))


@login_required
@require_POST
def endorse_commendation(request: SignedIn, pk: int) -> HttpResponse:
    """The unit's chief stands up for it."""
    row = load_commendation(request.user, pk)
    commending.demand_endorsing(request.user, row)
    form = EndorsementForm(request.POST, auto_id="endorse-%s")
    return _act(request, row, form, ("endorse", "words"), commending.endorse)


@login_required
@require_POST
def publish_commendation(request: SignedIn, pk: int) -> HttpResponse:
    """The bureau makes it known."""
    row = load_commendation(request.user, pk)
    commending.demand_publishing(request.user, row)
    form = PublicationForm(request.POST, auto_id="publish-%s")
    return _act(request, row, form, ("publish", "number"), commending.publish)


@login_required
@require_POST
def decline_commendation(request: SignedIn, pk: int) -> HttpResponse:
    """It is not taken up."""
    row = load_commendation(request.user, pk)
    commending.demand_declining(request.user, row)
    form = ReasonForm(request.POST, auto_id="decline-%s")
    return _act(request, row, form, ("decline", "reason"), commending.decline)


@login_required
@require_POST
def withdraw_commendation(request: SignedIn, pk: int) -> HttpResponse:
    """Whoever nominated takes it back."""
    row = load_commendation(request.user, pk)
    commending.demand_withdrawing(request.user, row)
    form = ReasonForm(request.POST, auto_id="withdraw-%s")
    return _act(request, row, form, ("withdraw", "reason"), commending.withdraw)


def _act(
    request: SignedIn,
    row: Commendation,
    form: ReasonForm,
    names: tuple[str, str],
    service: Callable[..., Commendation],
) -> HttpResponse:
    """`names`: of the form on the page, and of the words in it the service takes."""
    name, words = names

    def act() -> Commendation:
        return service(
            by=request.user,
            commendation=row,
            version=form.version_seen,
            now=timezone.now(),
            **{words: form.cleaned_data[words]},
        )

    return SHOWN.act(request, row, act, form, name)


def _page(
    request: SignedIn, row: Commendation, problem: str = "", **forms: Any
) -> HttpResponse:
    user = request.user
    whole = Commendation.objects.full_for(user).filter(pk=row.pk).exists()
    turn = commending.turn_of(user, row)
    waits = row.state in (S.NOMINATED, S.ENDORSED)

    def form(name: str, kind: type[ReasonForm], shown: bool) -> ReasonForm | None:
        made = kind(auto_id=f"{name}-%s", initial={"version": row.version})
        return forms.get(name) or made if shown else None

    context = {
        "row": row,
        "whole": whole,
        "files": row.files.order_by("pk") if whole else [],
        "endorse": form("endorse", EndorsementForm, turn == "endorse"),
        "publish": form("publish", PublicationForm, turn == "publish"),
        "decline": form("decline", ReasonForm, bool(turn)),
        "withdraw": form(
            "withdraw", ReasonForm, waits and row.nominated_by_id == user.pk
        ),
        "problem": problem,
    }
    status = 422 if problem or forms else 200
    return render(request, "personnel/commendation.html", context, status=status)


SHOWN = Shown(load_commendation, _page, "personnel:commendation")
