"""Alert levels: those that hold or come, announced and ended by the leadership."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from desk.reasons import ReasonForm, Refusal, attempt
from organization.http import SignedIn
from organization.models import Bureau, User
from organization.permissions import POLICY, authorise, may
from personnel.forms.alerts import AlertForm, EndAlertForm
from personnel.models import AlertLevel
from personnel.services import alerts as services
from personnel.views.doing import form_page

MOST = 50


@login_required
@require_http_methods(["GET", "POST"])
def alerts(request: SignedIn) -> HttpResponse:
    """What holds where one works; a leader announces another."""
    bureau = _own(request.user)
    if request.method != "POST":
        return _page(request, bureau)
    form = AlertForm(request.POST)
    if bureau is None:
        authorise(request.user, "alert.announce")
        raise ValueError("Whoever may announce has a bureau")
    try:
        attempt(
            lambda: services.announce_alert(
                by=request.user,
                bureau=bureau,
                level=form.cleaned_data["level"],
                during=form.during,
                reason=form.reason_given,
                now=timezone.now(),
            ),
            form,
        )
    except Refusal as refusal:
        return _page(request, bureau, refusal.problem, form)
    return redirect("personnel:alerts")


@login_required
@require_http_methods(["GET", "POST"])
def end_alert(request: SignedIn, pk: int) -> HttpResponse:
    """It holds no more from a day on."""
    rows = AlertLevel.objects.visible_to(request.user).select_related("bureau")
    row = get_object_or_404(rows, pk=pk)
    authorise(request.user, "alert.announce", row.bureau)
    form = EndAlertForm(request.POST or None)

    def act() -> None:
        services.end_alert(
            by=request.user,
            alert=row,
            on=form.day,
            reason=form.reason_given,
            today=timezone.localdate(),
        )

    def done(_ended: None) -> HttpResponse:
        return redirect("personnel:alerts")

    return form_page(request, "personnel/end_alert.html", form, act, done, row=row)


def _own(user: User) -> Bureau | None:
    """The bureau for which one may announce a level."""
    for row in user.scope.memberships:
        if row.role in POLICY["alert.announce"].roles:
            unit = row.unit
            return unit if isinstance(unit, Bureau) else unit.bureau
    return None


def _page(
    request: SignedIn,
    bureau: Bureau | None,
    problem: str = "",
    form: ReasonForm | None = None,
) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    rows = AlertLevel.objects.visible_to(user).filter(during__endswith__gt=today)
    shown = rows.select_related("bureau", "announced_by").order_by("during", "pk")
    context = {
        "rows": [
            (row, may(user, "alert.announce", row.bureau)) for row in shown[:MOST]
        ],
        "bureau": bureau,
        "form": (form or AlertForm()) if bureau else None,
        "problem": problem,
        "today": today,
    }
    status = 422 if form else 200
    return render(request, "personnel/alerts.html", context, status=status)
