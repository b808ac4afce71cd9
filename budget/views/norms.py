"""Norms per head that hold in a bureau."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from budget.forms.money import NormForm
from budget.models import Norm
from budget.services.norms import set_norm
from budget.views.loading import LOOK, load_bureau
from desk.reasons import Refusal, attempt
from organization.http import SignedIn
from organization.permissions import may


@login_required
@require_http_methods(["GET", "POST"])
def norms(request: SignedIn, code: str) -> HttpResponse:
    """The norms in a bureau, also those of the ones above; one more of its own."""
    user = request.user
    action = "money.norm" if request.method == "POST" else LOOK
    bureau = load_bureau(user, code, action)
    form, problem = NormForm(request.POST or None), ""
    if request.method == "POST":
        try:
            attempt(
                lambda: set_norm(
                    by=user, bureau=bureau, terms=form.terms, now=timezone.now()
                ),
                form,
            )
        except Refusal as refusal:
            problem = refusal.problem
        else:
            return redirect("budget:norms", code=code)
    ids = [int(part) for part in bureau.path.strip("/").split("/")]
    rows = (
        Norm.objects.visible_to(user)
        .filter(bureau__in=ids)
        .select_related("bureau", "entered_by")
    )
    context = {
        "bureau": bureau,
        "rows": rows,
        "form": form if may(user, "money.norm", bureau) else None,
        "problem": problem,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "budget/norms.html", context, status=status)
