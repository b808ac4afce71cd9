"""Who answers for whom while somebody is away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.forms.negotiating import DelegationForm
from coordination.models import Delegation
from coordination.services.negotiation import delegating
from coordination.views.undone import of_delegation
from organization.http import SignedIn
from organization.models import Department, Membership, Station, User
from organization.models.access import unit_fields
from organization.permissions import POLICY


@login_required
@require_http_methods(["GET", "POST"])
def delegations(request: SignedIn) -> HttpResponse:
    """One's own, given and held; who has the right to answer names a deputy."""
    unit = own_unit(request.user)
    if request.method == "GET":
        return _page(request, unit, None)
    if unit is None:
        raise PermissionDenied(str(POLICY["proposal.answer"].title))
    form = DelegationForm(_people(request.user, unit), request.POST)
    try:
        if not form.is_valid():
            raise ValidationError({})
        got = form.cleaned_data
        delegating.delegate(by=request.user, unit=unit, now=timezone.now(), **got)
    except ValidationError as error:
        for name, texts in getattr(error, "error_dict", {}).items():
            form.add_error(name if name in form.fields else None, texts)
        return _page(request, unit, form, status=422)
    messages.success(request, _("Noted."))
    return redirect("coordination:delegations")


@login_required
@require_POST
def end_delegation(request: SignedIn, pk: int) -> HttpResponse:
    """Taken back by who gave it."""
    seen = Delegation.objects.visible_to(request.user)
    row = get_object_or_404(seen, pk=pk)
    before = seen.select_related("deputy").get(pk=pk)
    delegating.end_delegation(by=request.user, delegation=row, now=timezone.now())
    of_delegation(request, before)
    return redirect("coordination:delegations")


def own_unit(user: User) -> Department | Station | None:
    """The first unit for which the user answers proposals in his own right."""
    roles = POLICY["proposal.answer"].roles
    for held in user.scope.memberships:
        unit = held.unit
        if held.role in roles and isinstance(unit, Department | Station):
            return unit
    return None


def _people(user: User, unit: Department | Station) -> Any:
    held = Membership.objects.in_force().filter(**unit_fields(unit))
    people = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return people.exclude(pk=user.pk).order_by("name")


def _page(
    request: SignedIn,
    unit: Department | Station | None,
    form: DelegationForm | None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    seen = Delegation.objects.visible_to(request.user).filter(
        during__endswith__gt=today
    )
    rows = seen.select_related("giver", "deputy", "department", "station")
    if form is None and unit is not None:
        form = DelegationForm(_people(request.user, unit))
    context = {
        "unit": unit,
        "form": form,
        "rows": list(rows),
        "me": request.user,
    }
    return render(request, "coordination/delegations.html", context, status=status)
