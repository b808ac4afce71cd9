"""What is done with a request for leave: approved, refused, taken back, shortened."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from desk.reasons import ReasonForm
from desk.sure import unsure
from organization.http import SignedIn
from organization.permissions import POLICY
from personnel.forms.leave import ApproveForm, DecisionForm, ShortenForm
from personnel.models import LeaveRequest
from personnel.services import asking_leave, deciding_leave
from personnel.views.doing import Shown
from personnel.views.leave import leave_page, load_leave


@login_required
@require_POST
def approve_leave(request: SignedIn, pk: int) -> HttpResponse:
    """He may go."""
    form = ApproveForm(request.POST, auto_id="approve-%s")
    return _decide(request, pk, deciding_leave.approve_leave, form, "approve")


@login_required
@require_POST
def refuse_leave(request: SignedIn, pk: int) -> HttpResponse:
    """He may not, and reads why."""
    form = DecisionForm(request.POST, auto_id="refuse-%s")
    return _decide(request, pk, deciding_leave.refuse_leave, form, "refuse")


@login_required
@require_POST
def shorten_leave(request: SignedIn, pk: int) -> HttpResponse:
    """He is back sooner, or does not go at all."""
    form = ShortenForm(request.POST, auto_id="shorten-%s")
    return _decide(request, pk, deciding_leave.shorten_leave, form, "shorten")


@login_required
@require_POST
def take_back_leave(request: SignedIn, pk: int) -> HttpResponse:
    """Nobody wishes it any more."""
    row = load_leave(request.user, pk)
    if not asking_leave.may_take_back(request.user, row):
        raise PermissionDenied(str(POLICY["leave.ask"].title))
    if asked := unsure(
        request,
        _("Take the request back?"),
        _("Nobody decides about it any more; whoever still wants leave asks anew."),
        _("Take it back"),
        reverse("personnel:leave_request", args=[row.pk]),
    ):
        return asked
    form = ReasonForm(request.POST, auto_id="back-%s")

    def act() -> LeaveRequest:
        return asking_leave.take_back_leave(
            by=request.user,
            request=row,
            version=form.version_seen,
            now=timezone.now(),
        )

    return SHOWN.act(request, row, act, form, "back")


def _decide(
    request: SignedIn,
    pk: int,
    decide: Callable[..., LeaveRequest],
    form: DecisionForm,
    name: str,
) -> HttpResponse:
    """404 for one that is not seen, 403 for one that somebody else decides."""
    row = load_leave(request.user, pk)
    if not deciding_leave.may_decide(request.user, row):
        raise PermissionDenied(str(POLICY["leave.decide"].title))

    def act() -> LeaveRequest:
        return decide(
            by=request.user,
            request=row,
            version=form.version_seen,
            now=timezone.now(),
            **form.said,
        )

    return SHOWN.act(request, row, act, form, name)


SHOWN = Shown(load_leave, leave_page, "personnel:leave_request")
