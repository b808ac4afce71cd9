"""A year of money taken out as a workbook."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from budget.exchange.book import book
from budget.exchange.scope import Scope
from budget.exchange.sheets import KIND
from budget.views.loading import load_bureau, load_station, year_asked
from desk.answers import workbook_answer
from organization.audit import record
from organization.http import SignedIn


@login_required
@require_GET
def bureau_book(request: SignedIn, code: str) -> HttpResponse:
    """Of all stations below a bureau."""
    bureau = load_bureau(request.user, code)
    scope = Scope(request.user, bureau, year_asked(request))
    return _taken(scope, bureau.label, code)


@login_required
@require_GET
def station_book(request: SignedIn, code: str) -> HttpResponse:
    """Of one station, for itself or for who oversees it."""
    station = load_station(request.user, code)
    scope = Scope(request.user, station.bureau, year_asked(request), station)
    return _taken(scope, station.label, code)


def _taken(scope: Scope, label: str, unit: str) -> HttpResponse:
    content = book(scope)
    record("table.take", by=scope.by, unit=unit, kind=KIND, year=scope.year)
    return workbook_answer(content, f"{label} {_('Money')} {scope.year}")
