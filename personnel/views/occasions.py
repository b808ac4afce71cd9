"""The list of occasions of a bureau: adopted, added to, changed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk.reasons import ReasonForm, Refusal, attempt
from organization.http import SignedIn
from organization.models import Bureau
from organization.permissions import authorise
from personnel.forms.care import OccasionForm
from personnel.models import Occasion
from personnel.services import occasions as services
from personnel.views.doing import form_page
from personnel.views.loading import load_bureau

EDIT = "occasion.edit"


@login_required
@require_GET
def occasions(request: SignedIn, code: str) -> HttpResponse:
    """The bureau's own list, or the one it takes over from above."""
    return _page(request, load_bureau(request.user, code, EDIT), OccasionForm())


@login_required
@require_POST
def adopt_occasions(request: SignedIn, code: str) -> HttpResponse:
    """Begin with the usual ten."""
    bureau = load_bureau(request.user, code, EDIT)
    form = ReasonForm(request.POST)
    try:
        attempt(lambda: services.adopt_usual(by=request.user, bureau=bureau), form)
    except Refusal as refusal:
        return _page(request, bureau, OccasionForm(), refusal.problem)
    return redirect("personnel:occasions", code=code)


@login_required
@require_POST
def add_occasion(request: SignedIn, code: str) -> HttpResponse:
    """One more."""
    bureau = load_bureau(request.user, code, EDIT)
    form = OccasionForm(data=request.POST)
    try:
        attempt(
            lambda: services.add_occasion(
                by=request.user, bureau=bureau, terms=form.terms
            ),
            form,
        )
    except Refusal as refusal:
        return _page(request, bureau, form, refusal.problem)
    return redirect("personnel:occasions", code=code)


@login_required
@require_http_methods(["GET", "POST"])
def change_occasion(request: SignedIn, pk: int) -> HttpResponse:
    """Other terms from now on."""
    seen = Occasion.objects.visible_to(request.user).select_related("bureau")
    row: Occasion = get_object_or_404(seen, pk=pk)
    authorise(request.user, EDIT, row.bureau)
    form = OccasionForm(row, request.POST or None)

    def act() -> Occasion:
        return services.change_occasion(
            by=request.user,
            occasion=row,
            terms=form.terms,
            version=form.version_seen,
        )

    def done(_changed: Occasion) -> HttpResponse:
        return redirect("personnel:occasions", code=row.bureau.code)

    return form_page(request, "personnel/occasion.html", form, act, done, row=row)


def _page(
    request: SignedIn, bureau: Bureau, form: OccasionForm, problem: str = ""
) -> HttpResponse:
    own = Occasion.objects.filter(bureau=bureau)
    rows = own or Occasion.objects.in_force_for(bureau).select_related("bureau")
    context = {
        "bureau": bureau,
        "own": own.exists(),
        "rows": rows,
        "form": form,
        "problem": problem,
    }
    status = 422 if form.is_bound or problem else 200
    return render(request, "personnel/occasions.html", context, status=status)
