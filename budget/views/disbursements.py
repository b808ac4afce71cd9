"""One payment: how far it has come, every step of it, and what may be done now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from budget.forms.acts import (
    ActForm,
    AmountForm,
    AnswerForm,
    DisputeForm,
    ReturnForm,
    WhyForm,
)
from budget.models import STATIONS_OWN, Disbursement, Dispute, Entry
from budget.services import arriving, disbursing, disputing, reminding
from budget.services.speaking import demand_confirming
from budget.services.taking_back import demand_taking_back, take_back
from budget.views.loading import load_disbursement, load_entry
from desk.attaching import file_answer
from desk.reasons import Refusal, attempt
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise


def _keeps(user: User, row: Disbursement) -> None:
    authorise(user, "money.keep", row.line.station)


@dataclass(frozen=True)
class Act:
    """A form on the page, whose it is, and the service behind it."""

    form: type[ActForm]
    demand: Callable[[User, Disbursement], None]
    service: Callable[..., Any]


ACTS = {
    "release": Act(ActForm, disbursing.demand_releasing, disbursing.release),
    "cancel": Act(WhyForm, _keeps, disbursing.cancel),
    "confirm": Act(AmountForm, demand_confirming, arriving.confirm),
    "receive": Act(AmountForm, demand_confirming, arriving.receive),
    "dispute": Act(DisputeForm, demand_confirming, disputing.dispute),
    "settle": Act(ActForm, demand_confirming, disputing.settle),
    "give_back": Act(ReturnForm, demand_confirming, arriving.give_back),
    "answer": Act(AnswerForm, _keeps, disputing.answer),
    "remind": Act(ActForm, _keeps, reminding.ask_again),
}


def possible(user: User, row: Disbursement, dispute: Dispute | None) -> set[str]:
    """Names of the acts that make sense now and are the user's."""
    come = row.delivery
    now = {"release", "cancel"} if row.is_open else set()
    if row.released_at is not None:
        if come.disbursed > come.confirmed:
            now |= {"confirm"} if dispute else {"confirm", "dispute", "remind"}
        if come.disbursed > come.received:
            now.add("receive")
        if come.received > come.confirmed:
            now.add("give_back")
    if dispute is not None:
        now |= {"answer", "settle"}
    return {name for name in now if _allowed(ACTS[name], user, row)}


@login_required
@require_GET
def disbursement(request: SignedIn, pk: int) -> HttpResponse:
    return _page(request, load_disbursement(request.user, pk))


@login_required
@require_POST
def act(request: SignedIn, pk: int, name: str) -> HttpResponse:
    """One of ACTS; the address names it."""
    row, chosen = load_disbursement(request.user, pk), ACTS[name]
    chosen.demand(request.user, row)
    form = chosen.form(request.POST, request.FILES, auto_id=f"{name}-%s")
    try:
        attempt(
            lambda: chosen.service(
                by=request.user,
                disbursement=row,
                version=form.version_seen,
                now=timezone.now(),
                **form.values,
            ),
            form,
        )
    except Refusal as refusal:
        again = load_disbursement(request.user, pk)
        return _page(request, again, refusal.problem, **{name: form})
    return redirect("budget:disbursement", pk=pk)


@login_required
@require_GET
def dispute_file(request: SignedIn, pk: int, file: int) -> HttpResponse:
    """What the station handed in with a dispute."""
    row = get_object_or_404(Dispute.objects.visible_to(request.user), pk=pk)
    found = row.files.select_related("content")
    return file_answer(get_object_or_404(found, pk=file))


@login_required
@require_http_methods(["GET", "POST"])
def take_back_entry(request: SignedIn, pk: int) -> HttpResponse:
    """The opposite of an entry, with the reason."""
    user, entry = request.user, load_entry(request.user, pk)
    demand_taking_back(user, entry)
    form, problem = WhyForm(request.POST or None), ""
    if request.method == "POST":
        try:
            attempt(
                lambda: take_back(
                    by=user, entry=entry, now=timezone.now(), **form.values
                ),
                form,
            )
        except Refusal as refusal:
            problem = refusal.problem
        else:
            if entry.disbursement_id:
                return redirect("budget:disbursement", pk=entry.disbursement_id)
            return redirect("budget:station", code=entry.line.station.code)
    context = {"entry": entry, "form": form, "problem": problem}
    status = 422 if request.method == "POST" else 200
    return render(request, "budget/take_back.html", context, status=status)


def _page(
    request: SignedIn, row: Disbursement, problem: str = "", **given: Any
) -> HttpResponse:
    user, dispute = request.user, disputing.open_of(row)
    left = row.delivery.disbursed - row.delivery.confirmed
    shown = possible(user, row, dispute) | set(given)
    forms = {
        name: given.get(name)
        or chosen.form(
            auto_id=f"{name}-%s",
            initial={"version": row.version, "amount": _first(name, row)},
        )
        for name, chosen in ACTS.items()
        if name in shown
    }
    entries = list(row.entries.select_related("by", "takes_back").order_by("pk"))
    disputes = row.disputes.select_related("raised_by", "answered_by", "closed_by")
    context = {
        "row": row,
        "left": left,
        "entries": entries,
        "disputes": disputes.prefetch_related("files"),
        "open_dispute": dispute,
        "disputed_ids": {row.pk} if dispute else set(),
        "forms": forms,
        "own": _allowed(ACTS["confirm"], user, row),
        "keeps": _allowed(ACTS["cancel"], user, row),
        "undone": {one.takes_back_id for one in entries},
        "may_undo": _own_steps(user, row, entries),
        "asked_today": reminding.asked_on(row) == timezone.localdate(),
        "problem": problem,
    }
    status = 422 if problem or given else 200
    return render(request, "budget/disbursement.html", context, status=status)


def _own_steps(user: User, row: Disbursement, entries: list[Entry]) -> set[int]:
    """Those the user could take back, as far as his right goes."""
    station = _allowed(ACTS["confirm"], user, row)
    bureau = _allowed(ACTS["cancel"], user, row)
    return {
        one.pk for one in entries if (station if one.kind in STATIONS_OWN else bureau)
    }


def _first(name: str, row: Disbursement) -> Any:
    """What is typed most often: all of it."""
    come = row.delivery
    return {
        "confirm": come.disbursed - come.confirmed,
        "receive": come.disbursed - come.received,
    }.get(name)


def _allowed(chosen: Act, user: User, row: Disbursement) -> bool:
    try:
        chosen.demand(user, row)
    except PermissionDenied:
        return False
    return True
