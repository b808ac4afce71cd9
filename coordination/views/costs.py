"""What tasks cost stations: all one may see, one of them, and what is said of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from budget.views.loading import sees, year_asked
from coordination.cost_sheets import sheets
from coordination.costs import (
    TaskCost,
    by_department,
    last_said,
    read_cost,
    read_costs,
    read_stations,
    together,
)
from coordination.forms.costing import CostForm, cost_typed
from coordination.models import DirectiveCost
from coordination.services.costing import say_cost
from coordination.views.directives import load_directive
from desk.reasons import Refusal, attempt
from desk.taking.answers import file_out
from desk.taking.file import laid_out
from organization.http import SignedIn
from organization.models import User
from organization.permissions import POLICY, may, may_somewhere
from tasking.models import Directive

ROWS = 50


@login_required
@require_GET
def task_costs(request: SignedIn) -> HttpResponse:
    """Of the tasks issued in a year, the least funded first."""
    _demand(request.user)
    year = year_asked(request)
    every = read_costs(request.user, year)
    rows, department = _of_department(request, every)
    shown = f"department={department}&" if department else ""
    context = {
        "year": year,
        "department": department,
        "departments": by_department(every),
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "whole": together(rows),
        "query": f"{shown}year={year}&",
        "kept": shown,
        "origins": dict(DirectiveCost.Origin.choices),
    }
    return render(request, "coordination/costs/tasks.html", context)


@login_required
@require_GET
def task_costs_file(request: SignedIn) -> HttpResponseBase:
    """The same as a workbook."""
    _demand(request.user)
    year = year_asked(request)
    rows, _department = _of_department(request, read_costs(request.user, year))
    name, size = f"task-costs-{year}", rows.__len__
    file = laid_out(name, lambda: sheets(rows), size, kind="money.tasks", year=year)
    return file_out(request, file)


@login_required
@require_GET
def task_cost(request: SignedIn, pk: int) -> HttpResponse:
    """One task, station by station; 404 where the user sees no cost of it."""
    found = read_cost(request.user, pk)
    if found is None:
        raise Http404
    user, stations = request.user, read_stations(request.user, pk)
    context = {
        "row": found,
        "stations": stations,
        "money_seen": {one.station.pk for one in stations if sees(user, one.station)},
        "origins": dict(DirectiveCost.Origin.choices),
        "directive": _page_of(user, pk),
    }
    return render(request, "coordination/costs/task.html", context)


def _page_of(user: User, pk: int) -> Directive | None:
    """The task, for who may open its page."""
    seen = Directive.objects.visible_to(user).select_related("department__bureau")
    row = seen.filter(pk=pk).first()
    may_open = row is not None and may(user, "directive.list", row.department)
    return row if may_open else None


@login_required
@require_http_methods(["GET", "POST"])
def directive_cost(request: SignedIn, pk: int) -> HttpResponse:
    """What a task costs each station is said, or said anew."""
    user = request.user
    row = load_directive(user, pk, "directive.draft")
    if row.department is None:
        raise Http404
    typed: dict[str, Any] = {"initial": cost_typed(last_said(row))}
    form, problem = CostForm(request.POST or None, **typed), ""
    if request.method == "POST":
        try:
            attempt(
                lambda: say_cost(
                    by=user, directive=row, cost=form.cost, now=timezone.now()
                ),
                form,
            )
        except Refusal as refusal:
            problem = refusal.problem
        else:
            messages.success(request, _("Entered."))
            return redirect("coordination:directive", pk=pk)
    said = row.costs.select_related("said_by").order_by("-pk")
    context = {"directive": row, "form": form, "said": said, "problem": problem}
    status = 422 if request.method == "POST" else 200
    return render(request, "coordination/costs/say.html", context, status=status)


def _demand(user: User) -> None:
    if not any(may_somewhere(user, one) for one in ("cost.view", "cost.view_own")):
        raise PermissionDenied(str(POLICY["cost.view"].title))


def _of_department(
    request: SignedIn, rows: list[TaskCost]
) -> tuple[list[TaskCost], str]:
    """Those of the department asked for, by its code; of all where it is none."""
    asked = request.GET.get("department", "")
    found = [row for row in rows if row.department.code == asked]
    return (found, asked) if found else (rows, "")
