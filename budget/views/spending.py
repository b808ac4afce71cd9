"""What the stations of a bureau spent, beside what came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from budget.amounts import NOTHING
from budget.expenditure import Spent, read_stations
from budget.views.loading import load_bureau, year_asked
from budget.year import stations_of
from desk.sheets.writing import Sheet
from desk.taking.answers import file_out
from desk.taking.file import laid_out
from organization.http import SignedIn
from organization.models import Station

Rows = Sequence[tuple[Station, Spent]]


@login_required
@require_GET
def bureau_expenses(request: SignedIn, code: str) -> HttpResponse:
    """Station by station, those that spent most beyond what came first. What one has
    left pays for nobody else."""
    bureau, year = load_bureau(request.user, code), year_asked(request)
    stations = stations_of(bureau, year)
    sums, kinds = read_stations(stations, year)
    context = {
        "bureau": bureau,
        "year": year,
        "rows": _worst_first([(one, sums[one.pk]) for one in stations]),
        "all": sum(sums.values(), Spent()),
        "left": sum((one.left for one in sums.values()), NOTHING),
        "over": sum((one.over for one in sums.values()), NOTHING),
        "beyond": sum(1 for one in sums.values() if one.over),
        "kinds": kinds,
    }
    return render(request, "budget/bureau_expenses.html", context)


@login_required
@require_GET
def bureau_expenses_file(request: SignedIn, code: str) -> HttpResponseBase:
    """The same as a workbook."""
    bureau, year = load_bureau(request.user, code), year_asked(request)
    stations = stations_of(bureau, year)
    sums, _of_kinds = read_stations(stations, year)
    rows = _worst_first([(one, sums[one.pk]) for one in stations])
    file = laid_out(
        f"expenses-{bureau.code}-{year}",
        lambda: [Sheet(_("Spending"), _sheet(rows))],
        rows.__len__,
        unit=code,
        kind="money.spending",
    )
    return file_out(request, file)


def _worst_first(rows: Rows) -> Rows:
    def worst(row: tuple[Station, Spent]) -> tuple[Decimal, Decimal, str]:
        station, one = row
        return -one.over, -one.waiting, station.code

    return sorted(rows, key=worst)


def _sheet(rows: Rows) -> Iterator[list[object]]:
    yield [
        *(_("Station code"), _("Station"), _("Allocated")),
        *(pgettext("money", "Confirmed"), pgettext("by stations", "Spent")),
        *(pgettext("money", "Left"), _("More than came")),
        *(pgettext("money", "Advanced"), _("Not reimbursed")),
    ]
    for station, one in rows:
        yield [station.code, station.label, *_amounts(one)]
    columns = zip(*(_amounts(one) for _station, one in rows), strict=True)
    yield ["", _("Together"), *(sum(column, NOTHING) for column in columns)]


def _amounts(one: Spent) -> list[Decimal]:
    came = [one.allocated, one.confirmed, one.spent, one.left, one.over]
    return [*came, one.advanced, one.waiting]
