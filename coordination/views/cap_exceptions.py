"""One task above its department's hard cap: why, and the leader's exception."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.caps.standing import Standing
from coordination.forms.caps import ExceptionForm
from coordination.pictures.cap_bar import cap_bar
from coordination.services import excepting
from coordination.views.attempts import Refusal, attempt
from coordination.views.caps import demand_seen
from coordination.views.directives import load_directive
from desk.reasons import ReasonForm
from organization.http import SignedIn
from organization.models import Department, User
from organization.permissions import authorise, may
from tasking.models import Directive

FOLDER = "coordination/caps"


@login_required
@require_GET
def cap_exception(request: SignedIn, pk: int) -> HttpResponse:
    """How the task stands to the budget, and what was said of it."""
    return _page(request, *_load(request.user, pk))


@login_required
@require_POST
def ask_cap_exception(request: SignedIn, pk: int) -> HttpResponse:
    """The department asks the leader."""
    row, department = _load(request.user, pk)
    authorise(request.user, "directive.draft", department)
    form, done = ReasonForm(request.POST), _("Put before the bureau leader.")
    return _do(request, row, department, excepting.ask_exception, done, ask=form)


@login_required
@require_POST
def grant_cap_exception(request: SignedIn, pk: int) -> HttpResponse:
    """The leader lets this one task pass."""
    row, department = _load(request.user, pk)
    authorise(request.user, "cap.set", department.bureau)
    form = ExceptionForm(request.POST)

    def service(**said: Any) -> object:
        return excepting.grant_exception(hours=form.hours_given, **said)

    done = _("The exception is made in your name.")
    return _do(request, row, department, service, done, grant=form)


@login_required
@require_POST
def refuse_cap_exception(request: SignedIn, pk: int) -> HttpResponse:
    """The leader does not."""
    row, department = _load(request.user, pk)
    authorise(request.user, "cap.set", department.bureau)
    form, done = ReasonForm(request.POST), _("Refused.")
    return _do(request, row, department, excepting.refuse_exception, done, refuse=form)


def _load(user: User, pk: int) -> tuple[Directive, Department]:
    """404 outside one's reach and for what has no budget, 403 without the right."""
    row = load_directive(user, pk)
    if row.department is None or row.reserved:
        raise Http404
    demand_seen(user, row.department)
    return row, row.department


def _do(
    request: SignedIn,
    row: Directive,
    department: Department,
    service: Callable[..., object],
    done: str,
    **forms: ReasonForm,
) -> HttpResponse:
    form = next(iter(forms.values()))

    def act() -> object:
        return service(
            by=request.user,
            directive=row,
            reason=form.reason_given,
            now=timezone.now(),
        )

    try:
        attempt(act, *forms.values())
    except Refusal as refusal:
        return _page(request, row, department, problem=refusal.problem, **forms)
    messages.success(request, done)
    return redirect("coordination:cap_exception", pk=row.pk)


def _page(
    request: SignedIn,
    row: Directive,
    department: Department,
    *,
    problem: str = "",
    **forms: ReasonForm,
) -> HttpResponse:
    user, now = request.user, timezone.now()
    found = excepting.standing_of(row, now)
    open_still = found is not None and row.state in excepting.NOT_ISSUED
    able = found is not None and open_still and _bound(found)
    context: dict[str, Any] = {
        "directive": row,
        "department": department,
        "cap": found,
        "notes": row.cap_notes.select_related("by").order_by("pk"),
        "bar": _bar(found) if found else "",
        "asked": excepting.open_request(found) if found else None,
        "open_still": open_still,
        "may_ask": able and may(user, "directive.draft", department),
        "may_grant": able and may(user, "cap.set", department.bureau),
        "problem": problem,
    }
    status = 422 if forms else 200
    return render(request, f"{FOLDER}/exception.html", context | forms, status=status)


def _bound(found: Standing) -> bool:
    """Is there a hard cap that this task has to keep?"""
    return found.cap.hard is not None and found.level != "apart"


def _bar(found: Standing) -> SafeString:
    hours = found.hours or Decimal(0)
    return cap_bar(found.usage.used, hours, found.cap.soft, found.cap.hard)
