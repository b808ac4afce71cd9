"""Reports: of each yuan how much arrives, how long it takes, where it stops."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from budget.models import Category
from budget.reports.book import book
from budget.reports.picture import picture
from budget.reports.report import read_report
from budget.reports.station import read_station_report
from budget.showing import Shown
from budget.views.loading import (
    LOOK,
    category_asked,
    load_bureau,
    load_station,
    year_asked,
)
from desk.answers import workbook_answer
from desk.sheets.writing import book_bytes
from organization.http import SignedIn
from organization.permissions import may


@login_required
@require_GET
def bureau_report(request: SignedIn, code: str) -> HttpResponse:
    """Of a bureau: each bureau below, or each station."""
    user, bureau = request.user, load_bureau(request.user, code)
    year, category = year_asked(request), category_asked(request)
    report = read_report(bureau, year, category, today=timezone.localdate())
    parent = bureau.parent
    whole = report.all.whole
    context = {
        "bureau": bureau,
        "parent": parent if parent and may(user, LOOK, parent) else None,
        "year": year,
        "category": category,
        "chips": Category.choices,
        "report": report,
        "all": report.all,
        "steps": Shown(report.all.rows),
        "picture": picture(report.trend.months, whole.entitled),
        "audits": may(user, "money.audit", bureau),
    }
    return render(request, "budget/report.html", context)


@login_required
@require_GET
def report_file(request: SignedIn, code: str) -> HttpResponse:
    """The same figures as a workbook."""
    bureau = load_bureau(request.user, code)
    year, category = year_asked(request), category_asked(request)
    report = read_report(bureau, year, category, today=timezone.localdate())
    name = f"money-report-{bureau.code}-{year}-{category}"
    return workbook_answer(book_bytes(book(report)), name)


@login_required
@require_GET
def station_report(request: SignedIn, code: str) -> HttpResponse:
    """Of a station, beside the middle of its bureau's stations."""
    user, station = request.user, load_station(request.user, code)
    year, category = year_asked(request), category_asked(request)
    report = read_station_report(station, year, category, today=timezone.localdate())
    context = {
        "station": station,
        "year": year,
        "category": category,
        "chips": Category.choices,
        "report": report,
        "all": report.own,
        "own": [report.own],
        "steps": Shown(report.own.rows),
        "picture": picture(report.trend.months, report.own.whole.entitled),
        "overseen": may(user, LOOK, station.bureau),
    }
    return render(request, "budget/station_report.html", context)
