"""Which task a payment to a station is for."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from budget.views.loading import load_disbursement
from coordination.forms.spending import PaidTaskForm
from coordination.models import CostPayment
from coordination.services.costing import name_paid_task, payable, times_said
from desk.reasons import Refusal, attempt
from organization.http import SignedIn
from organization.permissions import authorise
from organization.wall import lifted

MOST = 300  # tasks to choose from, the latest


@login_required
@require_http_methods(["GET", "POST"])
def paid_task(request: SignedIn, pk: int) -> HttpResponse:
    """Who keeps the bureau's money names it, or says that it is for none."""
    user = request.user
    row = load_disbursement(user, pk)
    station = row.line.station
    authorise(user, "money.keep", station)
    standing = CostPayment.objects.standing().select_related("directive")
    with lifted("who pays a station names the task the money is for"):
        now_for = standing.filter(disbursement=row).first()
        tasks = list(payable(station).order_by("-issued_at", "-pk")[:MOST])
    if now_for is not None and now_for.directive not in tasks:
        tasks.append(now_for.directive)
    form = PaidTaskForm(
        request.POST or None,
        now=now_for,
        of=row,
        version=times_said(row),
        tasks=tasks,
    )
    form.typed_by = user
    problem = ""
    if request.method == "POST":
        try:
            attempt(
                lambda: name_paid_task(
                    by=user,
                    disbursement=row,
                    now=timezone.now(),
                    seen=form.version_seen,
                    **form.values,
                ),
                form,
            )
        except Refusal as refusal:
            problem = refusal.problem
        else:
            return redirect("budget:disbursement", pk=pk)
    context = {"row": row, "station": station, "form": form, "problem": problem}
    status = 422 if request.method == "POST" else 200
    return render(request, "coordination/costs/paid_task.html", context, status=status)
