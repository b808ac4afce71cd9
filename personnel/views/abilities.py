"""The catalogue of qualifications and skills, and what expires soon."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from desk.reasons import Refusal, attempt
from organization.http import SignedIn
from organization.models import User
from organization.permissions import POLICY, Unit, may_somewhere
from personnel import services
from personnel.forms.abilities import AbilityForm
from personnel.models import Ability, Attainment
from personnel.views.loading import demand_look

AHEAD = dt.timedelta(days=90)
ROWS = 50


@login_required
@require_GET
def abilities(request: SignedIn) -> HttpResponse:
    """How many hold each today, and whose ends within the next months."""
    demand_look(request.user)
    return _page(request)


@login_required
@require_POST
def add_ability(request: SignedIn) -> HttpResponse:
    """One more kind for everybody's catalogue."""
    home = _office(request.user)
    form = AbilityForm(request.POST)
    try:
        attempt(
            lambda: services.add_ability(
                by=request.user,
                home=home,
                **{
                    n: form.cleaned_data[n] for n in ("kind", "code", "name", "name_en")
                },
            ),
            form,
        )
    except Refusal as refusal:
        return _page(request, form, refusal.problem)
    messages.success(request, _("It is in the catalogue."))
    return redirect("personnel:abilities")


def _office(user: User) -> Unit:
    """The personnel office one acts for; 403 without any."""
    for row in user.scope.memberships:
        if row.role in POLICY["ability.edit"].roles:
            return row.unit
    raise PermissionDenied(str(POLICY["ability.edit"].title))


def _page(
    request: SignedIn, form: AbilityForm | None = None, problem: str = ""
) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    seen = Attainment.objects.visible_to(user)
    held = Q(attainments__in=seen.valid_on(today))
    rows = Ability.objects.annotate(
        holders=Count("attainments__officer", filter=held, distinct=True)
    )
    ending = seen.expiring(today, today + AHEAD).select_related("officer", "ability")
    ending = ending.order_by("during__endswith", "officer__pinyin", "pk")
    page = Paginator(ending, ROWS).get_page(request.GET.get("page"))
    may_add = may_somewhere(user, "ability.edit")
    context = {
        "rows": rows,
        "page": page,
        "until": today + AHEAD,
        "today": today,
        "form": (form or AbilityForm(auto_id="ability-%s")) if may_add else None,
        "problem": problem,
    }
    status = 422 if form else 200
    return render(request, "personnel/abilities.html", context, status=status)
