"""Tasks of two departments that ask the same: seen by both, and by the office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from coordination.forms.acts import ReasonForm
from coordination.models import DuplicatePair
from coordination.models.duplicate import DuplicatePairQuerySet
from coordination.savings import saved_in_quarter
from coordination.services import joining
from coordination.views.attempts import Refusal, attempt
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise, may
from organization.templatetags.formats import hours
from tasking.models import Directive

ROWS = 50


@dataclass(frozen=True)
class Way:
    """One of the two stays; `lacking` says what it would have to ask for besides."""

    kept: Directive
    folded: Directive
    lacking: str


@dataclass(frozen=True)
class Row:
    """A pair with what the reader may do about it."""

    pair: DuplicatePair
    stations: int
    saved: Decimal | None
    ways: tuple[Way, ...]
    may_dismiss: bool


@dataclass(frozen=True)
class Refused:
    """What was refused at which pair, and what had been typed."""

    pair: int
    problem: str
    reason: str
    act: str


def load_pair(user: User, pk: int) -> DuplicatePair:
    """404 outside one's reach."""
    pair: DuplicatePair = get_object_or_404(_seen(user), pk=pk)
    return pair


def _seen(user: User) -> DuplicatePairQuerySet:
    return DuplicatePair.objects.visible_to(user).select_related(
        "first__department__bureau", "second__department__bureau", "decided_by"
    )


@login_required
@require_GET
def duplicates(request: SignedIn) -> HttpResponse:
    """Open pairs, what was saved this quarter, and what was decided lately."""
    authorise(request.user, "duplicate.list")
    return _page(request)


@login_required
@require_POST
def join_duplicate(request: SignedIn, pk: int) -> HttpResponse:
    """Fold the own task into the one that stays."""
    pair = load_pair(request.user, pk)
    mine = [d for d in joining.departments_of(pair) if _may_join(request.user, d)]
    if not mine:
        authorise(request.user, "duplicate.join")
    kept = request.POST.get("kept", "")

    def act(reason: str) -> str:
        party = joining.join(
            by=request.user,
            pair=pair,
            kept=int(kept[:17]) if kept.isascii() and kept.isdigit() else 0,
            reason=reason,
            now=timezone.now(),
        )
        return ngettext(
            "Joined: %(n)s station answers once for both.",
            "Joined: %(n)s stations answer once for both.",
            len(party.stations),
        ) % {"n": len(party.stations)}

    return _do(request, pair, act, "join")


@login_required
@require_POST
def dismiss_duplicate(request: SignedIn, pk: int) -> HttpResponse:
    """They are not the same, and somebody says why."""
    pair = load_pair(request.user, pk)
    if not joining.may_dismiss(request.user, pair):
        authorise(request.user, "duplicate.dismiss")

    def act(reason: str) -> str:
        joining.dismiss(by=request.user, pair=pair, reason=reason, now=timezone.now())
        return _("Noted. Nobody is asked about these two again.")

    return _do(request, pair, act, "dismiss")


def _do(
    request: SignedIn, pair: DuplicatePair, act: Callable[[str], str], name: str
) -> HttpResponse:
    form = ReasonForm(request.POST)
    try:
        said = attempt(lambda: act(form.reason_given), form)
    except Refusal as refusal:
        problem = refusal.problem or " ".join(map(str, form["reason"].errors))
        refused = Refused(pair.pk, problem, request.POST.get("reason", "")[:2000], name)
        return _page(request, refused)
    messages.success(request, said)
    return redirect("coordination:duplicates")


def _page(request: SignedIn, refused: Refused | None = None) -> HttpResponse:
    user, now = request.user, timezone.now()
    rows = _seen(user).open().filter(window_end__gt=now)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    counts = dict(
        DuplicatePair.objects.filter(pk__in=[row.pk for row in page])
        .annotate(n=Count("stations"))
        .values_list("pk", "n")
    )
    total, by_department = saved_in_quarter(user, now)
    decided = _seen(user).filter(state__in=("joined", "dismissed"))
    shown = [_row(user, pair, counts.get(pair.pk, 0)) for pair in page]
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
    return render(request, "coordination/duplicates.html", context, status=status)


def _row(user: User, pair: DuplicatePair, stations: int) -> Row:
    saved = pair.saved_hours
    ways = []
    for kept, folded in ((pair.first, pair.second), (pair.second, pair.first)):
        if folded.department is not None and _may_join(user, folded.department):
            missing = "、".join(joining.lacking(kept, folded))
            ways.append(Way(kept, folded, missing))
    return Row(
        pair,
        stations,
        None if saved is None else saved * stations,
        tuple(ways),
        joining.may_dismiss(user, pair),
    )


def _may_join(user: User, department: Any) -> bool:
    return may(user, "duplicate.join", department)


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
