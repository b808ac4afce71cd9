"""A station's spending taken away as a table, and handed in as one: judged first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from budget.amounts import NOTHING
from budget.services.spending import judge_expenses
from budget.views.loading import load_station, year_asked
from coordination.lists.spent import spent_list
from coordination.services.costing import Caused, causes_at, spend_all
from coordination.spent_tables import (
    TITLES,
    columns,
    packed,
    sheet,
    spendings,
    unpacked,
)
from coordination.views.spending import RECENT, filtered
from desk.answers import workbook_answer
from desk.importing import RowProblem, Table, read_upload, seal, told_by_row, unseal
from desk.lists import kind_asked, taken_out
from desk.sheets.writing import Sheet, book_bytes
from desk.taking.answers import file_out
from desk.taking.file import laid_out
from organization.http import SignedIn
from organization.models import Station
from organization.services.problems import Problems

KIND = "expenses"
MOST = 2000  # lines of a table at once


class TableForm(forms.Form):
    """A table of spending."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )


@login_required
@require_GET
def expenses_file(request: SignedIn, code: str) -> HttpResponseBase:
    """The rows asked for as a workbook; `?empty=1` is the table to fill in."""
    station, year = load_station(request.user, code), year_asked(request)
    if request.GET.get("empty"):
        names = [str(title) for title in TITLES.values()]
        content = book_bytes([Sheet(_("Spending"), [names])])
        return workbook_answer(content, "expenses")
    rows, _asked = filtered(request, request.user, station)
    file = laid_out(
        f"expenses-{station.code}-{year}",
        lambda: [Sheet(_("Spending"), sheet(rows))],
        rows.count,
        unit=code,
        kind="expenses",
    )
    return file_out(request, file)


@login_required
@require_GET
def spent_file(request: SignedIn, code: str) -> HttpResponseBase:
    """The rows asked for with what became of advances, in the kind that `as` names. The
    workbook above is the table that is handed in again."""
    station, kind = load_station(request.user, code), kind_asked(request) or "xlsx"
    rows, asked = filtered(request, request.user, station)
    year = year_asked(request)
    return taken_out(request, kind, spent_list(station, year, rows, asked))


@login_required
@require_http_methods(["GET", "POST"])
def import_expenses(request: SignedIn, code: str) -> HttpResponse:
    """A table is judged line by line; nothing is written yet."""
    station, year = load_station(request.user, code, "money.spend"), year_asked(request)
    if request.method == "GET":
        return _page(request, station, TableForm())
    form = TableForm(request.POST, request.FILES)
    table, rows = _read(form, station, year)
    if not form.is_valid() or table.problems or not rows:
        problems = sorted(table.problems, key=lambda one: one.row or 0)
        return _page(request, station, form, problems=problems, status=422)
    content = {"station": station.pk, "year": year, "rows": packed(rows)}
    return _page(
        request,
        station,
        form,
        rows=rows,
        total=sum((one.spending.amount or NOTHING for _n, one in rows), NOTHING),
        sealed=seal(KIND, by=request.user, content=content),
    )


@login_required
@require_POST
def apply_expenses(request: SignedIn, code: str) -> HttpResponse:
    """Enter exactly what was judged."""
    user, now = request.user, timezone.now()
    station = load_station(user, code, "money.spend")
    try:
        said = unseal(KIND, by=user, text=request.POST.get("sealed", ""))
        if said["station"] != station.pk:
            raise ValidationError({"state": [_("This table is of another station.")]})
        causes = {row.pk: row for row in causes_at(station, since=now - RECENT)}
        rows = unpacked(said["rows"], said["year"], causes)
        made = spend_all(by=user, station=station, rows=rows, now=now)
    except ValidationError as error:
        titles = {name: str(title) for name, title in TITLES.items()}
        problems = told_by_row(error, titles)
        return _page(request, station, TableForm(), problems=problems, status=409)
    told = ngettext("%(n)s row entered.", "%(n)s rows entered.", len(made))
    messages.success(request, told % {"n": len(made)})
    to = reverse("coordination:expenses", args=[code])
    return redirect(f"{to}?year={said['year']}")


def _read(
    form: TableForm, station: Station, year: int
) -> tuple[Table, list[tuple[int, Caused]]]:
    """The table's lines, with what is wrong among its problems."""
    if not form.is_valid():
        return Table(), []
    try:
        table = read_upload(form.cleaned_data["file"], columns())
    except ValidationError as error:
        form.add_error("file", error)
        return Table(), []
    if len(table.rows) > MOST:
        form.add_error("file", _("At most %(n)s rows.") % {"n": MOST})
    elif not table.rows and not table.problems:
        form.add_error("file", _("The table has no rows."))
    now = timezone.now()
    causes = {
        row.directive.number: row for row in causes_at(station, since=now - RECENT)
    }
    rows = spendings(table, year, causes)
    found = Problems()
    spent = [(number, one.spending) for number, one in rows]
    judge_expenses(station, spent, timezone.localdate(now), found)
    if found.found:
        titles = {**{n: str(t) for n, t in TITLES.items()}, **table.heads}
        table.problems += told_by_row(ValidationError(found.found), titles)
    return table, rows


def _page(
    request: SignedIn,
    station: Station,
    form: TableForm,
    *,
    problems: list[RowProblem] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "station": station,
        "year": year_asked(request),
        "form": form,
        "problems": problems or [],
    }
    return render(
        request, "coordination/costs/import.html", context | more, status=status
    )
