"""Raising a difficulty: earlier answers are offered first, then it goes out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.difficulties.reading import raised
from coordination.difficulties.similar import Earlier, similar
from coordination.forms.difficulties import RaiseForm, blank
from coordination.views.attempts import Refusal, attempt
from coordination.views.difficulties import FOLDER
from desk.services import keep_answer, take_key
from organization.http import SignedIn
from organization.models import Station, User
from organization.permissions import POLICY, authorise, may, may_somewhere
from tasking.models import Difficulty
from tasking.services.difficulties import raise_difficulty

LONGEST_TYPED = 4000


def demand_raising(user: User) -> None:
    """PermissionDenied for whoever may raise nothing anywhere."""
    if not may_somewhere(user, "difficulty.raise"):
        raise PermissionDenied(str(POLICY["difficulty.raise"].title))


def load_stations(user: User) -> list[Station]:
    """Stations the user may speak for; PermissionDenied when there is none."""
    rows = Station.objects.open().filter(pk__in=user.scope.stations)
    rows = rows.select_related("bureau").order_by("code")
    found = [row for row in rows if may(user, "difficulty.raise", row)]
    if not found:
        authorise(user, "difficulty.raise")
    return found


@login_required
@require_http_methods(["GET", "POST"])
def new_difficulty(request: SignedIn) -> HttpResponse:
    """The form; answers that may help stand in the way once, never twice."""
    stations = load_stations(request.user)
    if request.method == "GET":
        return _page(request, RaiseForm(stations, initial=blank()))
    form = RaiseForm(stations, request.POST, request.FILES)
    found = _unseen(request.user, form)
    if found and form.is_valid():
        return _page(request, form, found)
    try:
        made, fresh = attempt(lambda: _once(request.user, form), form)
    except Refusal as refusal:
        return _page(request, form, problem=refusal.problem, refused=True)
    if fresh:
        messages.success(request, raised(made))
    else:
        text = _("This form had been sent before: nothing was doubled.")
        messages.info(request, text)
    return redirect("coordination:difficulty", pk=made.pk)


@login_required
@require_POST
def similar_answers(request: SignedIn) -> HttpResponse:
    """The answers alone, while somebody types."""
    demand_raising(request.user)
    typed = (request.POST.get(name, "")[:LONGEST_TYPED] for name in ("title", "text"))
    context = {"earlier": similar(request.user, *typed)}
    return render(request, f"{FOLDER}/_similar.html", context)


def _unseen(user: User, form: RaiseForm) -> list[Earlier]:
    """Answers that may help, unless all of them have been shown."""
    if form.data.get("act") == "anyway":
        return []
    asked, seen = form.asked, form.seen_before
    found = similar(user, asked.title, asked.text)
    return found if any(one.mark not in seen for one in found) else []


@transaction.atomic
def _once(user: User, form: RaiseForm) -> tuple[Difficulty, bool]:
    """(difficulty, made by this sending): a form sends once, whoever is impatient."""
    name = f"difficulty:{form.cleaned_data['key'] or ''}"
    if name.endswith(":"):
        return _made(user, form), True
    key, fresh = take_key(by=user, key=name, fingerprint="")
    if not fresh:
        return Difficulty.objects.get(pk=key.body["difficulty"]), False
    made = _made(user, form)
    keep_answer(key=key, status=201, body={"difficulty": made.pk})
    return made, True


def _made(user: User, form: RaiseForm) -> Difficulty:
    return raise_difficulty(
        by=user,
        station=form.station_meant,
        asked=form.asked,
        files=form.files_given,
        now=timezone.now(),
    )


def _page(
    request: SignedIn,
    form: RaiseForm,
    earlier: Any = (),
    *,
    problem: str = "",
    refused: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "earlier": earlier,
        "stopped": bool(earlier),
        "problem": problem,
        "refused": refused,
        "to_correct": len(form.errors) if refused else 0,
        "files_lost": bool(request.FILES),
    }
    status = 422 if refused else 200
    return render(request, f"{FOLDER}/new.html", context, status=status)
