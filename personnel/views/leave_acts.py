"""What is done with a request for leave: approved, refused, taken back, shortened."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from desk.reasons import ReasonForm, Refusal, attempt
from organization.http import SignedIn
from organization.models import User
from organization.permissions import POLICY
from personnel.forms.leave import ApproveForm, RefuseForm, ShortenForm
from personnel.models import LeaveRequest
from personnel.services import asking_leave, deciding_leave
from personnel.views.leave import leave_page, load_leave


def _theirs(user: User, pk: int) -> LeaveRequest:
    """404 for one that is not seen, 403 for one that somebody else decides."""
    row = load_leave(user, pk)
    if not deciding_leave.may_decide(user, row):
        raise PermissionDenied(str(POLICY["leave.decide"].title))
    return row


def _act(
    request: SignedIn,
    row: LeaveRequest,
    act: Callable[[], object],
    form: ReasonForm,
    name: str,
) -> HttpResponse:
    """Do it and show the request again; refused, its page with the form as it was."""
    try:
        attempt(act, form)
    except Refusal as refusal:
        now = load_leave(request.user, row.pk)
        return leave_page(request, now, refusal.problem, **{name: form})
    return redirect("personnel:leave_request", pk=row.pk)


@login_required
@require_POST
def approve_leave(request: SignedIn, pk: int) -> HttpResponse:
    """He may go."""
    row = _theirs(request.user, pk)
    form = ApproveForm(request.POST, auto_id="approve-%s")

    def act() -> LeaveRequest:
        return deciding_leave.approve_leave(
            by=request.user,
            request=row,
            text=form.cleaned_data["text"],
            instead=form.cleaned_data["instead"],
            version=form.version_seen,
            now=timezone.now(),
        )

    return _act(request, row, act, form, "approve")


@login_required
@require_POST
def refuse_leave(request: SignedIn, pk: int) -> HttpResponse:
    """He may not, and reads why."""
    row = _theirs(request.user, pk)
    form = RefuseForm(request.POST, auto_id="refuse-%s")

    def act() -> LeaveRequest:
        return deciding_leave.refuse_leave(
            by=request.user,
            request=row,
            text=form.cleaned_data["text"],
            version=form.version_seen,
            now=timezone.now(),
        )

    return _act(request, row, act, form, "refuse")


@login_required
@require_POST
def shorten_leave(request: SignedIn, pk: int) -> HttpResponse:
    """He is back sooner, or does not go at all."""
    row = _theirs(request.user, pk)
    form = ShortenForm(request.POST, auto_id="shorten-%s")

    def act() -> LeaveRequest:
        return deciding_leave.shorten_leave(
            by=request.user,
            request=row,
            back=form.day,
            text=form.cleaned_data["text"],
            version=form.version_seen,
            now=timezone.now(),
        )

    return _act(request, row, act, form, "shorten")


@login_required
@require_POST
def take_back_leave(request: SignedIn, pk: int) -> HttpResponse:
    """Nobody wishes it any more."""
    row = load_leave(request.user, pk)
    if not asking_leave.may_take_back(request.user, row):
        raise PermissionDenied(str(POLICY["leave.ask"].title))
    form = ReasonForm(request.POST, auto_id="back-%s")

    def act() -> LeaveRequest:
        return asking_leave.take_back_leave(
            by=request.user,
            request=row,
            version=form.version_seen,
            now=timezone.now(),
        )

    return _act(request, row, act, form, "back")
