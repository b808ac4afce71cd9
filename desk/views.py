"""The working-day calendar: looked at, taken away as a file, replaced from one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from desk.forms import TITLES, YearForm
from desk.importing import RowProblem, seal, told_by_row, unseal
from desk.sheets.writing import csv_bytes, xlsx_bytes
from organization.calendar import WorkCalendar
from organization.http import SignedIn
from organization.models import CalendarYear
from organization.permissions import authorise
from organization.services import NewDay, replace_year
from organization.services.calendar import YEARS
from organization.services.calendar_year import (
    differences,
    judged,
    kept_days,
    mark_of,
)

KIND = "calendar"
AHEAD = 2  # years that can be entered before anybody seeds them
FILES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@login_required
@require_GET
def calendar(request: SignedIn) -> HttpResponse:
    """The years, and the days of one of them that are not what their weekday says."""
    authorise(request.user, "calendar.edit")
    return _page(request, _year(request.GET.get("year")), YearForm())


@login_required
@require_GET
def calendar_file(request: SignedIn) -> HttpResponse:
    """The year's days as the file that can be handed in again."""
    authorise(request.user, "calendar.edit")
    year, kind = _year(request.GET.get("year")), request.GET.get("as", "csv")
    if kind not in FILES:
        raise Http404
    names = [*TITLES.values()]
    rows = [
        [day, "上班" if works else "放假", name]
        for day, (works, name) in kept_days(year).items()
    ]
    if kind == "csv":
        content = csv_bytes([names, *rows])
    else:
        content = xlsx_bytes(str(year), names, rows, (14, 10, 24))
    answer = HttpResponse(content, content_type=FILES[kind])
    answer["Content-Disposition"] = f'attachment; filename="calendar-{year}.{kind}"'
    return answer


@login_required
@require_POST
def calendar_check(request: SignedIn) -> HttpResponse:
    """Judge a file and show what it would change; nothing is written."""
    authorise(request.user, "calendar.edit")
    year = _year(request.POST.get("year"))
    form = YearForm(request.POST, request.FILES)
    usable = form.is_valid()
    problems = list(form.table.problems)
    days = form.days()
    try:
        after = judged(year, days)
    except ValidationError as error:
        if usable and not (problems and set(error.message_dict) == {"days"}):
            problems += told_by_row(error, form.titles)
    if problems or not usable:
        problems.sort(key=lambda one: one.row or 0)
        return _page(request, year, form, problems=problems, status=422)
    changes = differences(kept_days(year), after)
    content = {
        "year": year,
        "status": form.cleaned_data["status"],
        "source": form.cleaned_data["source"],
        "seen": mark_of(year),
        "days": [[d.row, d.day.isoformat(), d.is_workday, d.name] for d in days],
    }
    sealed = seal(KIND, by=request.user, content=content)
    return _page(
        request,
        year,
        form,
        changes=changes,
        gone=sum(one.after is None for one in changes),
        sealed=sealed,
        days_read=len(days),
    )


@login_required
@require_POST
def calendar_apply(request: SignedIn) -> HttpResponse:
    """Put the judged days in the place of the year's."""
    authorise(request.user, "calendar.edit")
    try:
        said = unseal(KIND, by=request.user, text=request.POST.get("sealed", ""))
        changed = replace_year(
            by=request.user,
            year=said["year"],
            days=[
                NewDay(n, dt.date.fromisoformat(d), w, t) for n, d, w, t in said["days"]
            ],
            status=said["status"],
            source=said["source"],
            seen=said["seen"],
        )
    except ValidationError as error:
        problems = told_by_row(error, {})
        year = _year(request.POST.get("year"))
        return _page(request, year, YearForm(), problems=problems, status=409)
    text = ngettext(
        "The calendar of %(year)s is in force; %(n)s day changed. Every station is"
        " being checked again.",
        "The calendar of %(year)s is in force; %(n)s days changed. Every station is"
        " being checked again.",
        len(changed),
    )
    if not changed:
        text = _("The days of %(year)s are the same as before.")
    messages.success(request, text % {"year": said["year"], "n": len(changed)})
    return redirect(f"{reverse('desk:calendar')}?year={said['year']}")


def _year(text: str | None) -> int:
    """The year asked for, this one if none is; Http404 for what is no year."""
    if not text:
        return timezone.localdate().year
    if not (text.isascii() and text.isdigit() and int(text[:9]) in YEARS):
        raise Http404
    return int(text)


def _page(
    request: HttpRequest,
    year: int,
    form: YearForm,
    *,
    problems: list[RowProblem] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    known = {row.year: row for row in CalendarYear.objects.order_by("year")}
    today = timezone.localdate()
    years = sorted({*known, *range(today.year, today.year + AHEAD + 1), year})
    first, last = dt.date(years[0], 1, 1), dt.date(years[-1] + 1, 1, 1)
    working = WorkCalendar.load(first, last)
    rows = [_row(one, known.get(one), working) for one in years]
    shown = next(row for row in rows if row["year"] == year)
    days = [
        {"day": day, "works": works, "name": name}
        for day, (works, name) in sorted(working.overrides.items())
        if day.year == year
    ]
    context = {
        "year": year,
        "years": rows,
        "shown": shown,
        "days": days,
        "form": form,
        "problems": problems or [],
    }
    return render(request, "desk/calendar.html", context | more, status=status)


def _row(year: int, row: CalendarYear | None, working: WorkCalendar) -> dict[str, Any]:
    """One year as the list shows it."""
    start, end = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    own = {d: w for d, (w, _name) in working.overrides.items() if d.year == year}
    return {
        "year": year,
        "row": row,
        "published": row is not None and row.status == CalendarYear.Status.PUBLISHED,
        "workdays": sum(1 for _day in working.workdays(start, end)),
        "off": sum(not works and day.weekday() < 5 for day, works in own.items()),
        "makeup": sum(works for works in own.values()),
    }
