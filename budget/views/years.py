"""A bureau's year: how far its money has come, by bureau and station; the workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

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
from budget.year import Row, read, stations_of, worst_first
from desk.sheets.writing import Sheet
from desk.taking.answers import file_out
from desk.taking.file import laid_out
from organization.http import SignedIn
from organization.models import Bureau, User
from organization.permissions import may

RELEASES = 50  # shown at once, the oldest first; the menu tells how many there are
ROWS = 60  # stations of a page
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
    user, year, category = request.user, year_asked(request), category_asked(request)
    rows = sorted(read(stations_of(bureau, year), year, category), key=worst_first)
    today = timezone.localdate()
    shown = Shown(rows, today=today)
    own = any(row.station.bureau_id == bureau.pk for row in rows)
    context = {
        "bureau": bureau,
        "parent": parent_of(bureau, user),
        "year": year,
        "category": category,
        "categories": Category.choices,
        "shown": shown,
        "branches": _branches(bureau, rows),
        "to_release": _to_release(user, bureau).order_by("pk")[:RELEASES],
        "keeps": may(user, "money.keep", bureau),
        "closable": may_close_on(year, today) and own,
        **_listed(request, shown),
        **_closed(bureau, year, rows if category == Category.RUNNING else None),
    }
    return render(request, "budget/bureau.html", context)


def _listed(request: SignedIn, shown: Shown) -> dict[str, Any]:
    """The stations of the state asked for, a page of them, and how many each has."""
    counts = Counter({"": len(shown.rows)}) + shown.counts
    asked = request.GET.get("state", "")
    state = asked if asked in dict(STATES) else ""
    rows = [one for one in shown.rows if not state or state in one.row.states]
    size = max(len(rows), 1) if request.GET.get("rows") == "all" else ROWS
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    states = [(value, label, counts[value]) for value, label in STATES]
    query = request.GET.copy()
    query.pop("page", None)
    told = f"{query.urlencode()}&" if query else ""
    return {"page": page, "state": state, "states": states, "query": told}


def _branches(bureau: Bureau, rows: Sequence[Row]) -> list[Branch]:
    """The bureaus below come before the stations, where there are any."""
    if all(row.station.bureau_id == bureau.pk for row in rows):
        return []
    return branches(rows, list(Bureau.objects.filter(parent=bureau).order_by("code")))


def _to_release(user: User, bureau: Bureau) -> QuerySet[Disbursement]:
    rows = Disbursement.objects.to_release_by(user).select_related(
        "line__station", "prepared_by"
    )
    return rows.filter(line__station__bureau__path__startswith=bureau.path)


def _closed(bureau: Bureau, year: int, rows: Sequence[Row] | None) -> dict[str, Any]:
    """Who closed the year and when; of running costs also how many stations have other
    sums since."""
    years = ClosedYear.objects.filter(bureau=bureau, year=year)
    closed = years.select_related("closed_by").first()
    compared = closed is not None and rows is not None
    others = others_now(rows or (), last_of(bureau, year)) if compared else None
    return {"closed": closed, "others": others}


@login_required
@require_GET
def bureau_file(request: SignedIn, code: str) -> HttpResponseBase:
    """The same figures as a workbook."""
    bureau = load_bureau(request.user, code)
    year, category = year_asked(request), category_asked(request)
    rows = read(stations_of(bureau, year), year, category)
    file = laid_out(
        f"money-{bureau.code}-{year}-{category}",
        lambda: [Sheet(gettext("Stations"), sheet(rows))],
        rows.__len__,
        unit=code,
        kind="money.stations",
    )
    return file_out(request, file)
