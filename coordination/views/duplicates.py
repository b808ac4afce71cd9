"""Tasks of two departments that ask the same: seen by both, and by the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from coordination.forms.acts import ReasonForm
from coordination.lists.settling import duplicates as listed
from coordination.models import DuplicatePair
from coordination.models.duplicate import DuplicatePairQuerySet
from coordination.savings import saved_in_quarter
from coordination.services import holding_pairs, joining
from coordination.views.attempts import Refusal, attempt
from coordination.views.duplicate_rows import (
    Refused,
    Row,
    may_join,
    meeting,
    read_rows,
)
from desk.lists import kind_asked, taken_out
from organization.http import SignedIn, whole_number
from organization.models import User
from organization.permissions import authorise
from organization.templatetags.formats import hours

ROWS = 50


def load_pair(user: User, pk: int) -> DuplicatePair:
    """404 outside one's reach."""
    pair: DuplicatePair = get_object_or_404(_seen(user), pk=pk)
    return pair


def _seen(user: User) -> DuplicatePairQuerySet:
    return DuplicatePair.objects.visible_to(user).select_related(
        *("first__department__bureau", "second__department__bureau"),
        *("decided_by", "kept"),
    )


@login_required
@require_GET
def duplicates(request: SignedIn) -> HttpResponseBase:
    """Open pairs, what was saved this quarter, and what was decided lately."""
    authorise(request.user, "duplicate.list")
    if taking := kind_asked(request):
        rows = _open_pairs(request.user, timezone.now())
        return taken_out(request, taking, listed(rows, meeting))
    return _page(request)


@login_required
@require_POST
def join_duplicate(request: SignedIn, pk: int) -> HttpResponse:
    """Fold the own task into the one that stays."""
    pair = load_own(request.user, pk)
    form = ReasonForm(request.POST)

    def act() -> str:
        party = joining.join(
            by=request.user,
            pair=pair,
            kept=number_in(request, "kept"),
            reason=form.reason_given,
            now=timezone.now(),
        )
        return ngettext(
            "Joined: %(n)s station answers once for both.",
            "Joined: %(n)s stations answer once for both.",
            len(party.stations),
        ) % {"n": len(party.stations)}

    return do(request, pair, form, act, "join")


@login_required
@require_POST
def dismiss_duplicate(request: SignedIn, pk: int) -> HttpResponse:
    """They are not the same, and somebody says why."""
    pair = load_pair(request.user, pk)
    if not joining.may_dismiss(request.user, pair):
        authorise(request.user, "duplicate.dismiss")
    form = ReasonForm(request.POST)

    def act() -> str:
        joining.dismiss(
            by=request.user, pair=pair, reason=form.reason_given, now=timezone.now()
        )
        return _("Noted. Nobody is asked about these two again.")

    return do(request, pair, form, act, "dismiss")


def load_own(user: User, pk: int) -> DuplicatePair:
    """A pair in which one task is the user's department's: 403 without the right."""
    pair = load_pair(user, pk)
    if not any(may_join(user, one) for one in holding_pairs.departments_of(pair)):
        authorise(user, "duplicate.join")
    return pair


def number_in(request: SignedIn, name: str) -> int:
    """An id that was sent; 0 for what is none."""
    return whole_number(request.POST.get(name, "")) or 0


def do(
    request: SignedIn,
    pair: DuplicatePair,
    form: ReasonForm,
    act: Callable[[], str],
    name: str,
) -> HttpResponse:
    """Do it and show the list again; a refusal stands beside what was typed."""
    try:
        said = attempt(act, form)
    except Refusal as refusal:
        problem = refusal.problem or " ".join(map(str, form["reason"].errors))
        reason = request.POST.get("reason", "")[:2000]
        return _page(request, Refused(pair.pk, name, problem, reason, form))
    messages.success(request, said)
    return redirect("coordination:duplicates")


def _open_pairs(user: User, now: dt.datetime) -> DuplicatePairQuerySet:
    rows = _seen(user).open().filter(window_end__gt=now)
    return rows.order_by("state", "-pk")


def _page(request: SignedIn, refused: Refused | None = None) -> HttpResponse:
    """What waits for an answer first."""
    user, now = request.user, timezone.now()
    page = Paginator(_open_pairs(user, now), ROWS).get_page(request.GET.get("page"))
    total, by_department = saved_in_quarter(user, now)
    decided = _seen(user).filter(state__in=("joined", "dismissed"))
    shown = read_rows(user, list(page), refused)
    context = {
        **_answer(shown, page.paginator.count),
        "page": page,
        "rows": shown,
        "saved": total,
        "by_department": by_department,
        "decided": list(decided.order_by("-decided_at")[:10]),
        "refused": refused,
    }
    status = 422 if refused else 200
    return render(request, "coordination/duplicates/list.html", context, status=status)


def _answer(rows: list[Row], count: int) -> dict[str, Any]:
    """The page's sentence: how many, and what doing them once would spare."""
    if not count:
        return {"fine": _("No two departments ask the same"), "why": ""}
    known = [row.saved for row in rows if row.saved is not None]
    fine = ngettext(
        "%(n)s pair of tasks asks for the same",
        "%(n)s pairs of tasks ask for the same",
        count,
    ) % {"n": count}
    spared = {"h": hours(sum(known))}
    why = _("Done once, the stations are spared %(h)s hours.") % spared
    if len(known) < len(rows):
        why += _(" Where nobody has estimated the hours, they are not counted.")
    return {"fine": fine, "why": why}
