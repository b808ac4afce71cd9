"""Alert levels: those that hold or come, announced and ended by the leadership."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from desk.reasons import Refusal, attempt
from organization.http import SignedIn
from organization.models import Bureau
from organization.permissions import authorise, may, may_somewhere
from personnel.away import away_under
from personnel.forms.alerts import AlertForm, EndAlertForm
from personnel.models import AlertLevel
from personnel.services import alerts as services
from personnel.views.loading import own_bureau

MOST = 50


@login_required
@require_http_methods(["GET", "POST"])
def alerts(request: SignedIn) -> HttpResponse:
    """What holds where one works; a leader announces another, once he has seen what it
    does."""
    if request.method != "POST":
        return _page(request)
    bureau = own_bureau(request.user, "alert.announce")
    form = AlertForm(request.POST)
    try:
        attempt(lambda: _announce(request, bureau, form), form)
    except Refusal as refusal:
        return _page(request, form, refusal.problem, status=422)
    if not form.saw(form.asked()):
        return _page(request, form, asked=form.asked())
    return redirect("personnel:alerts")


def _announce(request: SignedIn, bureau: Bureau, form: AlertForm) -> None:
    """Announced where one has looked at what it does, else only judged."""
    said: services.Said = {
        "level": form.cleaned_data["level"],
        "during": form.during,
        "reason": form.reason_given,
        "bound_share": form.bound_share,
        "now": timezone.now(),
    }
    if form.saw(form.asked()):
        services.announce_alert(by=request.user, bureau=bureau, **said)
    else:
        authorise(request.user, "alert.announce", bureau)
        services.judge_alert(bureau=bureau, **said)


@login_required
@require_http_methods(["GET", "POST"])
def end_alert(request: SignedIn, pk: int) -> HttpResponse:
    """It holds no more from a day on."""
    rows = AlertLevel.objects.visible_to(request.user).select_related("bureau")
    row = get_object_or_404(rows, pk=pk)
    authorise(request.user, "alert.announce", row.bureau)
    context = {"row": row, "form": EndAlertForm(), "problem": "", "asked": ""}
    status = 200
    if request.method == "POST":
        form = context["form"] = EndAlertForm(request.POST)
        try:
            attempt(lambda: _end(request, row, form), form)
        except Refusal as refusal:
            context["problem"], status = refusal.problem, 422
        else:
            if form.saw(form.asked()):
                return redirect("personnel:alerts")
            context["asked"] = form.asked()
    return render(request, "personnel/end_alert.html", context, status=status)


def _end(request: SignedIn, row: AlertLevel, form: EndAlertForm) -> None:
    """Ended where one has looked at what it does, else only judged."""
    today, reason = timezone.localdate(), form.reason_given
    if form.saw(form.asked()):
        services.end_alert(
            by=request.user, alert=row, on=form.day, reason=reason, today=today
        )
    else:
        services.judge_end(row=row, on=form.day, reason=reason, today=today)


def _page(
    request: SignedIn,
    form: AlertForm | None = None,
    problem: str = "",
    asked: str = "",
    status: int = 200,
) -> HttpResponse:
    """`asked` is what the effect of the form is asked with."""
    user, today = request.user, timezone.localdate()
    rows = AlertLevel.objects.visible_to(user).filter(during__endswith__gt=today)
    named = rows.select_related("bureau", "announced_by").order_by("during", "pk")
    shown = list(named[:MOST])
    away = away_under(shown, user)
    leads = may_somewhere(user, "alert.announce")
    context = {
        "rows": [
            (row, may(user, "alert.announce", row.bureau), away[row.pk])
            for row in shown
        ],
        "bureau": own_bureau(user, "alert.announce") if leads else None,
        "form": (form or AlertForm()) if leads else None,
        "problem": problem,
        "asked": asked,
        "today": today,
    }
    return render(request, "personnel/alerts.html", context, status=status)
