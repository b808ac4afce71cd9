"""Reports: of each yuan how much arrives, how long it takes, where it stops."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from budget.models import Category
from budget.reports.book import book
from budget.reports.picture import picture
from budget.reports.report import WORST, Report, Unit, read_report
from budget.reports.station import read_station_report
from budget.reports.terms import TERMS
from budget.reports.trend import Trend
from budget.showing import Shown
from budget.views.loading import (
    LOOK,
    category_asked,
    load_bureau,
    load_station,
    parent_of,
    year_asked,
)
from desk.taking.answers import file_out
from desk.taking.file import laid_out
from organization.http import SignedIn
from organization.models import Bureau
from organization.permissions import may


@login_required
@require_GET
def bureau_report(request: SignedIn, code: str) -> HttpResponse:
    """Of a bureau: each bureau below, or each station."""
    bureau = load_bureau(request.user, code)
    report = _read(request, bureau)
    context = {
        **_shown(report.all, report.trend, report.category, report.year),
        "bureau": bureau,
        "parent": parent_of(bureau, request.user),
        "report": report,
        "audits": may(request.user, "money.audit", bureau),
    }
    return render(request, "budget/report.html", context)


@login_required
@require_GET
def report_file(request: SignedIn, code: str) -> HttpResponseBase:
    """The same figures as a workbook."""
    report = _read(request, load_bureau(request.user, code), gaps=None)
    name = f"money-report-{code}-{report.year}-{report.category}"
    units = report.units.__len__
    file = laid_out(name, lambda: book(report), units, unit=code, kind="money.report")
    return file_out(request, file)


@login_required
@require_GET
def station_report(request: SignedIn, code: str) -> HttpResponse:
    """Of a station, beside the middle of its bureau's stations."""
    user, station = request.user, load_station(request.user, code)
    year, category = year_asked(request), category_asked(request)
    report = read_station_report(station, year, category, today=timezone.localdate())
    context = {
        **_shown(report.own, report.trend, category, year),
        "station": station,
        "report": report,
        "own": [report.own],
        "overseen": may(user, LOOK, station.bureau),
    }
    return render(request, "budget/station_report.html", context)


def _read(request: SignedIn, bureau: Bureau, gaps: int | None = WORST) -> Report:
    year, category = year_asked(request), category_asked(request)
    return read_report(bureau, year, category, today=timezone.localdate(), gaps=gaps)


def _shown(unit: Unit, trend: Trend, category: str, year: int) -> dict[str, Any]:
    """What both reports show."""
    return {
        "all": unit,
        "steps": Shown(sums=unit.sums),
        "picture": picture(trend.months, unit.whole.entitled),
        "category": category,
        "chips": Category.choices,
        "terms": TERMS,
        "year": year,
    }
