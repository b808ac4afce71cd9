"""A station's money of a year: what came, what waits for its word; allocating."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, F, Window
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from budget.amounts import NOTHING
from budget.expenditure import read_card
from budget.forms.money import AllocationForm, PaymentForm
from budget.lists import allocated_at, paid_at
from budget.models import Disbursement, Line
from budget.services.allocating import allocate
from budget.services.disbursing import prepare
from budget.showing import Shown
from budget.views.loading import LOOK, load_line, load_station, year_asked
from budget.year import read
from desk.reasons import Refusal, attempt
from organization.http import SignedIn
from organization.models import Station, User
from organization.permissions import authorise, may

ROWS = 50


@login_required
@require_GET
def station_money(request: SignedIn, code: str) -> HttpResponse:
    """Of a year, with the word the station owes first."""
    user, year = request.user, year_asked(request)
    station = load_station(user, code)
    lines = Line.objects.visible_to(user).filter(station=station, year=year)
    paid = Disbursement.objects.visible_to(user).filter(line__in=lines)
    rows = paid_at(user, station, year).select_related("line", "delivery")
    shown = lines.select_related("balance").order_by("category", "source")
    pages: Paginator[Any] = Paginator(rows, ROWS)
    spent, pages.count = read_card(station, year, shown, paid)
    page: Any = pages.get_page(request.GET.get("page"))
    waiting = _waiting(user, station)
    (row,) = read([station], year)
    keeps = may(user, "money.keep", station)
    allocating = f"{reverse('budget:allocate', args=[code])}?year={year}"
    context = {
        "station": station,
        "year": year,
        "lines": shown,
        "page": page,
        "waiting": waiting,
        "waiting_count": waiting[0].of if waiting else 0,
        "waiting_left": sum((one.left for one in waiting), NOTHING),
        "disputed": {one.pk for one in page if one.is_disputed},
        "shown": Shown([row]),
        "shares": row.shares,
        "allocations": allocated_at(user, station, year)[:ROWS],
        "overseen": may(user, LOOK, station.bureau),
        "spent": spent,
        "keeps": keeps,
        "to_allocate": allocating if keeps else "",
        "confirms": may(user, "money.confirm", station) and not keeps,
        "query": f"year={year}&",
    }
    return render(request, "budget/station.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def allocate_money(request: SignedIn, code: str) -> HttpResponse:
    """What the station is to have."""
    user = request.user
    station = load_station(user, code, "money.keep")
    year = year_asked(request)
    form, problem = AllocationForm(request.POST or None, initial={"year": year}), ""
    if request.method == "POST":
        try:
            made = attempt(
                lambda: allocate(
                    by=user, station=station, now=timezone.now(), **form.values
                ),
                form,
            )
        except Refusal as refusal:
            problem = refusal.problem
        else:
            messages.success(request, _("Allocated."))
            return redirect(_year_of(made.line))
    lines = Line.objects.visible_to(user).filter(station=station, year=year)
    context = {
        "station": station,
        "year": year,
        "form": form,
        "problem": problem,
        "row": read([station], year)[0],
        "lines": lines.select_related("balance").order_by("category", "source"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "budget/allocate.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def prepare_payment(request: SignedIn, pk: int) -> HttpResponse:
    """A payment out of what a line has been allocated, for somebody else to release."""
    user, line = request.user, load_line(request.user, pk)
    authorise(user, "money.keep", line.station)
    form, problem = PaymentForm(request.POST or None), ""
    if request.method == "POST":
        try:
            made = attempt(
                lambda: prepare(
                    by=user, line=line, payment=form.payment, now=timezone.now()
                ),
                form,
            )
        except Refusal as refusal:
            problem = refusal.problem
        else:
            messages.success(request, _("Prepared; a second person releases it."))
            return redirect("budget:disbursement", pk=made.pk)
    left = line.balance.allocated - line.balance.disbursed
    context = {"line": line, "left": left, "form": form, "problem": problem}
    status = 422 if request.method == "POST" else 200
    return render(request, "budget/prepare.html", context, status=status)


def _waiting(user: User, station: Station) -> list[Any]:
    """Of any year: the word is owed until it is said. The oldest first; `of` is how
    many there are, `left` what is not confirmed, `waited` days since it went out."""
    rows = Disbursement.objects.visible_to(user).filter(line__station=station)
    today = timezone.localdate()
    found: list[Any] = list(
        rows.unanswered()
        .annotate(
            of=Window(Count("pk")),
            left=F("delivery__disbursed") - F("delivery__confirmed"),
        )
        .select_related("line", "delivery")
        .order_by("pk")[:ROWS]
    )
    for one in found:
        one.waited = (today - timezone.localdate(one.released_at)).days
    return found


def _year_of(line: Line) -> str:
    to = reverse("budget:station", args=[line.station.code])
    return f"{to}?year={line.year}"
