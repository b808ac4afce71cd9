"""A bureau's year: how far its money has come, by bureau and station; the workbook."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from budget.below.counting import Wanted
from budget.below.pages import Asked, Listed, state_of
from budget.below.reading import Below, read_below
from budget.freezing import last_of, others_now
from budget.models import Category, ClosedYear, Disbursement
from budget.services.closing import may_close_on
from budget.showing import Branch, Shown, branches, sheet
from budget.views.loading import (
    category_asked,
    load_bureau,
    own_bureau,
    parent_of,
    year_asked,
)
from desk.sheets.writing import Sheet
from desk.taking.answers import file_out
from desk.taking.file import laid_out
from organization.http import SignedIn
from organization.models import Bureau, User
from organization.permissions import may

RELEASES = 50  # shown at once, the oldest first; the menu tells how many there are
STATES = (
    ("", pgettext_lazy("stations", "All")),
    ("disputed", _("Not arrived")),
    ("unanswered", _("Unanswered")),
    ("partly", _("Confirmed in part")),
    ("confirmed", pgettext_lazy("money", "Confirmed")),
)


@login_required
@require_GET
def money(request: SignedIn) -> HttpResponse:
    """Of the bureau one works for."""
    return _page(request, own_bureau(request.user))


@login_required
@require_GET
def bureau_money(request: SignedIn, code: str) -> HttpResponse:
    """Of one below it."""
    return _page(request, load_bureau(request.user, code))


def _page(request: SignedIn, bureau: Bureau) -> HttpResponse:
    user, today, asked = request.user, timezone.localdate(), _asked(request, bureau)
    closed = _closed(asked)
    found = asked.read(own=closed is not None)
    shown = Shown(found.rows, today=today, sums=found.below.all)
    own = found.below.of(0).stations > 0
    context = {
        "bureau": bureau,
        "parent": parent_of(bureau, user),
        "year": asked.year,
        "category": asked.category,
        "categories": Category.choices,
        "shown": shown,
        "page": found.pages(asked, shown.rows),
        "fits": found.fits(asked),
        "branches": _branches(bureau, found.below),
        "to_release": _to_release(user, bureau).order_by("pk")[:RELEASES],
        "keeps": may(user, "money.keep", bureau),
        "closable": may_close_on(asked.year, today) and own,
        "closed": closed,
        "others": _others(asked, found),
        **_states(request, asked, shown),
    }
    return render(request, "budget/bureau.html", context)


def _asked(request: SignedIn, bureau: Bureau) -> Asked:
    return Asked(
        bureau=bureau,
        year=year_asked(request),
        category=category_asked(request),
        state=state_of(request.GET.get("state", "")),
        page=request.GET.get("page"),
        all_rows=request.GET.get("rows") == "all",
    )


def _states(request: SignedIn, asked: Asked, shown: Shown) -> dict[str, Any]:
    """The states with how many stations each has, and the address of other pages."""
    counts = Counter({"": shown.stations}) + shown.counts
    query = request.GET.copy()
    query.pop("page", None)
    told = f"{query.urlencode()}&" if query else ""
    return {
        "state": asked.state,
        "states": [(value, label, counts[value]) for value, label in STATES],
        "query": told,
    }


def _branches(bureau: Bureau, below: Below) -> list[Branch]:
    """The bureaus below come before the stations, where there are any."""
    if not below.branches.keys() - {0}:
        return []
    return branches(below, Bureau.objects.filter(parent=bureau).order_by("code"))


def _to_release(user: User, bureau: Bureau) -> QuerySet[Disbursement]:
    rows = Disbursement.objects.to_release_by(user).select_related(
        "line__station", "prepared_by"
    )
    return rows.filter(line__station__bureau__path__startswith=bureau.path)


def _closed(asked: Asked) -> ClosedYear | None:
    """Who closed the year and when."""
    years = ClosedYear.objects.filter(bureau=asked.bureau, year=asked.year)
    return years.select_related("closed_by").first()


def _others(asked: Asked, found: Listed) -> int | None:
    """Of a closed year how many stations have other sums of running costs since."""
    if found.own is None:
        return None
    return others_now(found.own, last_of(asked.bureau, asked.year))


@login_required
@require_GET
def bureau_file(request: SignedIn, code: str) -> HttpResponseBase:
    """The same figures as a workbook."""
    bureau = load_bureau(request.user, code)
    year, category = year_asked(request), category_asked(request)
    (rows,) = read_below(bureau, year, category, Wanted()).rows()
    file = laid_out(
        f"money-{bureau.code}-{year}-{category}",
        lambda: [Sheet(gettext("Stations"), sheet(rows))],
        rows.__len__,
        unit=code,
        kind="money.stations",
    )
    return file_out(request, file)
