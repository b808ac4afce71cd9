"""Closing a bureau's year: what will be frozen, who closed it, what moved since."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from budget.forms.acts import CloseForm, WhyForm
from budget.freezing import drafts_of, moved_since
from budget.models import ClosedYear
from budget.reaching import AT_ONCE, CLOSE, FREEZE_ANEW
from budget.services.closing import (
    close_year,
    correct_statements,
    may_close_on,
    prepared_of,
)
from budget.statement_words import LABELS, NAMES
from budget.views.loading import LOOK, load_bureau, year_asked
from budget.year import own_stations
from desk.reasons import Refusal, attempt
from desk.sending.answers import Errand, off, refuse
from organization.http import SignedIn
from organization.models import Bureau
from organization.permissions import may

PREPARED = 50  # shown at once


@login_required
@require_http_methods(["GET", "POST"])
def close_bureau_year(request: SignedIn, code: str) -> HttpResponse:
    """Freeze the statements of the bureau's stations, having read what they say."""
    posted = request.method == "POST"
    bureau = load_bureau(request.user, code, "money.norm" if posted else LOOK)
    year = year_asked(request)
    if not posted:
        return _page(request, bureau, year, {})
    form, now = CloseForm(request.POST), timezone.now()
    try:
        if left := attempt(lambda: _left(request, CLOSE, bureau, year), form):
            return left
        made = attempt(
            lambda: close_year(by=request.user, bureau=bureau, year=year, now=now), form
        )
    except Refusal as refusal:
        refuse(request, refusal.problem)
        return _page(request, bureau, year, {"close": form}, refusal.problem)
    told = ngettext(
        "The year is closed; %(n)s statement is frozen.",
        "The year is closed; %(n)s statements are frozen.",
        len(made),
    )
    return _done(request, "budget:bureau", bureau, year, told % {"n": len(made)})


@login_required
@require_POST
def correct_all(request: SignedIn, code: str) -> HttpResponse:
    """One more version for every station that differs."""
    bureau = load_bureau(request.user, code, "money.norm")
    year, form = year_asked(request), WhyForm(request.POST)
    try:
        if left := attempt(lambda: _left(request, FREEZE_ANEW, bureau, year), form):
            return left
        made = attempt(
            lambda: correct_statements(
                by=request.user,
                bureau=bureau,
                year=year,
                now=timezone.now(),
                **form.values,
            ),
            form,
        )
    except Refusal as refusal:
        refuse(request, refusal.problem)
        return _page(request, bureau, year, {"correct": form}, refusal.problem)
    told = ngettext(
        "%(n)s statement is frozen anew.",
        "%(n)s statements are frozen anew.",
        len(made),
    )
    return _done(request, "budget:close_year", bureau, year, told % {"n": len(made)})


def _left(
    request: SignedIn, kind: str, bureau: Bureau, year: int
) -> HttpResponse | None:
    """The page on which it is seen how far it is, where there are very many stations;
    what may not be done is refused at once."""
    may = may_close_on(year, timezone.localdate())
    closed = ClosedYear.objects.filter(bureau=bureau, year=year).exists()
    if not may or closed == (kind == CLOSE) or prepared_of(bureau, year).exists():
        return None
    page = f"{reverse('budget:close_year', args=[bureau.code])}?year={year}"
    errand = Errand(kind, f"{bureau.label} {year}", f"{kind}:{bureau.pk}:{year}", page)
    return off(request, errand, rows=len(own_stations(bureau, year)), most=AT_ONCE)


def _done(
    request: SignedIn, page: str, bureau: Bureau, year: int, told: str
) -> HttpResponse:
    messages.success(request, told)
    return redirect(f"{reverse(page, args=[bureau.code])}?year={year}")


def _page(
    request: SignedIn,
    bureau: Bureau,
    year: int,
    forms: dict[str, Any],
    problem: str = "",
) -> HttpResponse:
    years = ClosedYear.objects.filter(bureau=bureau).select_related("closed_by")
    closed = {one.year: one for one in years.order_by("-year")}
    keeps = may(request.user, "money.norm", bureau)
    context = {
        "bureau": bureau,
        "year": year,
        "years": closed.values(),
        "closed": closed.get(year),
        "keeps": keeps,
        "labels": LABELS,
        "names": NAMES,
        "problem": problem,
        **({} if year in closed else _ahead(bureau, year)),
        "moved": moved_since(bureau, year) if year in closed else (),
    }
    if keeps:
        context |= {"close": CloseForm(), "correct": WhyForm(), **forms}
    status = 422 if forms else 200
    return render(request, "budget/close.html", context, status=status)


def _ahead(bureau: Bureau, year: int) -> dict[str, Any]:
    """What would be frozen now, and what stands in the way."""
    prepared = prepared_of(bureau, year).select_related("line__station")
    rows = list(prepared.order_by("pk")[: PREPARED + 1])
    return {
        "drafts": drafts_of(bureau, year),
        "prepared": rows[:PREPARED],
        "more_prepared": rows[PREPARED:],
        "over": may_close_on(year, timezone.localdate()),
    }
