"""A year of money taken out as a workbook, and its lists one by one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from budget import lists
from budget.exchange.book import book, size
from budget.exchange.scope import Scope
from budget.exchange.sheets import KIND
from budget.views.loading import load_bureau, load_station, year_asked
from desk.lists import kind_asked, taken_out
from desk.taking.answers import file_out
from desk.taking.file import workbook
from organization.http import SignedIn
from organization.models import Station


@login_required
@require_GET
def bureau_book(request: SignedIn, code: str) -> HttpResponseBase:
    """Of all stations below a bureau."""
    bureau = load_bureau(request.user, code)
    scope = Scope(request.user, bureau, year_asked(request))
    return _taken(request, scope, bureau.label, code)


@login_required
@require_GET
def station_book(request: SignedIn, code: str) -> HttpResponseBase:
    """Of one station, for itself or for who oversees it."""
    station = load_station(request.user, code)
    scope = Scope(request.user, station.bureau, year_asked(request), station)
    return _taken(request, scope, station.label, code)


@login_required
@require_GET
def payments_file(request: SignedIn, code: str) -> HttpResponseBase:
    """All payments of a year, in the kind that `as` names."""
    kind, station, year = _list_of(request, code)
    rows = lists.paid_at(request.user, station, year)
    return taken_out(request, kind, lists.payments(station, year, rows))


@login_required
@require_GET
def allocations_file(request: SignedIn, code: str) -> HttpResponseBase:
    """The same of what was allocated."""
    kind, station, year = _list_of(request, code)
    rows = lists.allocated_at(request.user, station, year)
    return taken_out(request, kind, lists.allocations(station, year, rows))


def _list_of(request: SignedIn, code: str) -> tuple[str, Station, int]:
    station = load_station(request.user, code)
    return kind_asked(request) or "xlsx", station, year_asked(request)


def _taken(request: SignedIn, scope: Scope, label: str, unit: str) -> HttpResponseBase:
    name, noted = f"{label} {_('Money')} {scope.year}", {"unit": unit, "kind": KIND}
    file = workbook(
        name, lambda: book(scope), lambda: size(scope), **noted, year=scope.year
    )
    return file_out(request, file)
