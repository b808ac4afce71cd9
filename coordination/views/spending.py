"""What a station spent: the page, a row of it entered, repaid, or taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from budget.expenditure import read_spending
from budget.forms.acts import WhyForm
from budget.models import Category, Disbursement, Expense, Repayment
from budget.services.repaying import repay, repaying, undo_repayment
from budget.services.speaking import demand_confirming
from budget.services.spending import demand_taking_back, take_back_expense
from budget.views.loading import LOOK, load_station, year_asked
from coordination.forms.spending import CausedForm, RepaidForm
from coordination.services.costing import causes_at, spend
from coordination.spent_tables import with_tasks
from desk.attaching import file_answer
from desk.reasons import Refusal, attempt
from organization.http import SignedIn
from organization.models import Station, User
from organization.permissions import may

ROWS, MOST_WAITING = 25, 50
MOST_CAUSES = 300  # tasks to choose from, the latest
RECENT = dt.timedelta(days=180)  # so long a task may be named as a cause


@login_required
@require_http_methods(["GET", "POST"])
def expenses(request: SignedIn, code: str) -> HttpResponse:
    """A year of it; a row is entered here."""
    user, posted = request.user, request.method == "POST"
    station = load_station(user, code, "money.spend" if posted else "")
    if not posted:
        return _page(request, station)
    form = _form(request, station, request.POST, request.FILES)
    try:
        made = attempt(
            lambda: spend(by=user, station=station, now=timezone.now(), **form.values),
            form,
        )
    except Refusal as refusal:
        return _page(request, station, form, problem=refusal.problem)
    messages.success(request, _("Entered."))
    return redirect(_year_of(station, made.year))


@login_required
@require_POST
def repay_expenses(request: SignedIn, code: str) -> HttpResponse:
    """The station says which advances a reimbursement repaid."""
    user = request.user
    station = load_station(user, code, "money.confirm")
    form = RepaidForm(request.POST, auto_id="repaid-%s")
    seen = Disbursement.objects.visible_to(user).filter(line__station=station)
    shown = seen.select_related("line__station__bureau")
    try:
        attempt(
            lambda: repay(
                by=user,
                disbursement=get_object_or_404(
                    shown, pk=form.cleaned_data["disbursement"]
                ),
                expenses=form.cleaned_data["expenses"],
                now=timezone.now(),
            ),
            form,
        )
    except Refusal as refusal:
        return _page(request, station, repaid=form, problem=refusal.problem)
    messages.success(request, _("Repaid."))
    return redirect(_year_of(station, year_asked(request)))


@login_required
@require_POST
def undo_repaid(request: SignedIn, pk: int) -> HttpResponse:
    """It was not repaid after all."""
    user = request.user
    rows = Repayment.objects.visible_to(user).select_related(
        "expense__station__bureau", "disbursement__line__station__bureau"
    )
    row = get_object_or_404(rows, pk=pk)
    demand_confirming(user, row.disbursement)
    station = row.expense.station
    try:
        attempt(lambda: undo_repayment(by=user, repayment=row, now=timezone.now()))
    except Refusal as refusal:
        return _page(request, station, problem=refusal.problem)
    return redirect(_year_of(station, row.expense.year))


@login_required
@require_http_methods(["GET", "POST"])
def take_back_spent(request: SignedIn, pk: int) -> HttpResponse:
    """The opposite of a row, with the reason."""
    user = request.user
    seen = Expense.objects.visible_to(user).select_related("station__bureau", "counter")
    row = get_object_or_404(seen, pk=pk)
    demand_taking_back(user, row)
    form, problem = WhyForm(request.POST or None), ""
    if request.method == "POST":
        try:
            attempt(
                lambda: take_back_expense(
                    by=user, expense=row, now=timezone.now(), **form.values
                ),
                form,
            )
        except Refusal as refusal:
            problem = refusal.problem
        else:
            return redirect(_year_of(row.station, row.year))
    context = {"row": row, "form": form, "problem": problem}
    status = 422 if request.method == "POST" else 200
    return render(request, "coordination/costs/take_back.html", context, status=status)


@login_required
@require_GET
def expense_file(request: SignedIn, pk: int, file: int) -> HttpResponse:
    """What was handed in with a row."""
    row = get_object_or_404(Expense.objects.visible_to(request.user), pk=pk)
    found = row.files.select_related("content")
    return file_answer(get_object_or_404(found, pk=file))


def filtered(
    request: HttpRequest, user: User, station: Station
) -> tuple[QuerySet[Expense], dict[str, str]]:
    """The rows asked for, the latest first, and what was asked."""
    asked = {
        name: value
        for name, known in (
            ("category", Category.values),
            ("kind", Expense.Kind.values),
        )
        if (value := request.GET.get(name, "")) in known
    }
    rows = Expense.objects.visible_to(user).filter(station=station, **asked)
    rows = rows.filter(year=year_asked(request)).select_related(
        "entered_by", "counter", "station"
    )
    return rows.order_by("-spent_on", "-pk"), asked


def _form(request: SignedIn, station: Station, *given: Any) -> CausedForm:
    causes = causes_at(station, since=timezone.now() - RECENT)[:MOST_CAUSES]
    cause = request.GET.get("assignment", "")
    year, today = year_asked(request), timezone.localdate()
    start = {
        "spent_on": today if today.year == year else None,
        "paid": Expense.Paid.FUNDS,
        "assignment": int(cause) if cause.isdecimal() and len(cause) < 18 else None,
    }
    return CausedForm(*given, initial=start, causes=causes, year=year)


def _page(
    request: SignedIn,
    station: Station,
    form: CausedForm | None = None,
    repaid: RepaidForm | None = None,
    problem: str = "",
) -> HttpResponse:
    user, year = request.user, year_asked(request)
    rows, asked = filtered(request, user, station)
    standing = Prefetch("repayments", Repayment.objects.standing().order_by("pk"))
    shown = rows.prefetch_related("files", standing)
    spends, speaks = may(user, "money.spend", station), _speaks(user, station)
    waiting = Expense.objects.filter(station=station).waiting()
    page: Any = Paginator(shown, ROWS).get_page(request.GET.get("page"))
    page.object_list = with_tasks(page.object_list)
    heads = may(user, "money.unspend", station)
    for row in page:
        own = heads or row.entered_by_id == user.pk
        free = row.is_standing and not row.repayments.all()
        row.undoable = spends and own and free
    query = "".join(f"{name}={value}&" for name, value in asked.items())
    context = {
        "station": station,
        "year": year,
        "spends": spends,
        "spent": read_spending(station, year),
        "page": page,
        "asked": asked,
        "query": f"{query}year={year}&",
        "kept": query,
        "kinds": Expense.Kind.choices,
        "categories": Category.choices,
        "form": form or (_form(request, station) if spends else None),
        "waiting": waiting.order_by("spent_on", "pk")[:MOST_WAITING] if speaks else (),
        "payments": repaying(station) if speaks else (),
        "repaid": repaid,
        "ticked": request.POST.getlist("expenses") if repaid else [],
        "speaks": speaks,
        "overseen": may(user, LOOK, station.bureau),
        "problem": problem,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "coordination/costs/expenses.html", context, status=status)


def _speaks(user: User, station: Station) -> bool:
    return may(user, "money.confirm", station) and not may(user, "money.keep", station)


def _year_of(station: Station, year: int) -> str:
    return f"{reverse('coordination:expenses', args=[station.code])}?year={year}"
