"""Tasks that come back: by which rule, what is next, who answers for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.forms.series import SeriesForm
from coordination.lists.office import series as listed
from coordination.services.recurring import (
    begin_series,
    check_terms,
    end_series,
    left_behind,
    reach,
    take_over,
    terms_of,
    upcoming,
)
from coordination.views.attempts import Refusal, attempt
from coordination.views.directives import load_directive
from desk.lists import MOST_ROWS, kind_asked, taken_out
from desk.reasons import ReasonForm
from organization.calendar import WorkCalendar
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise, may
from tasking.models import Series
from tasking.models.series import SeriesQuerySet

NEXT = 6
MOST = 100


@login_required
@require_GET
def all_series(request: SignedIn) -> HttpResponseBase:
    """Those that run, with their next date, then those that have ended."""
    authorise(request.user, "directive.list")
    if taking := kind_asked(request):
        running = _seen(request.user).running()
        return taken_out(
            request, taking, listed(_dated(list(running[: MOST_ROWS + 1])))
        )
    return _page(request)


@login_required
@require_http_methods(["GET", "POST"])
def repeat(request: SignedIn, pk: int) -> HttpResponse:
    """Give a task again by a rule: the dates first, then it begins."""
    row = load_directive(request.user, pk, "directive.draft")
    form, problem, dates = SeriesForm(request.POST or None), "", []
    begins, now = request.POST.get("act") == "begin", timezone.now()

    def act() -> None:
        check_terms(form.terms, now)
        if begins:
            user, terms = request.user, form.terms
            begin_series(by=user, directive=row, terms=terms, now=now)

    if request.method == "POST":
        try:
            attempt(act, form)
        except Refusal as refusal:
            problem = refusal.problem
        else:
            if begins:
                messages.success(request, _("It comes back by this rule now."))
                return redirect("coordination:series")
            dates = upcoming(form.terms, timezone.localdate(now), most=NEXT)
    context = {"directive": row, "form": form, "problem": problem, "dates": dates}
    status = 422 if problem or form.errors else 200
    return render(request, "coordination/series/repeat.html", context, status=status)


@login_required
@require_POST
def end(request: SignedIn, pk: int) -> HttpResponse:
    """No more drafts."""
    row = _load(request.user, pk)
    form = ReasonForm(request.POST)

    def act() -> object:
        return end_series(
            by=request.user,
            series=row,
            reason=form.reason_given,
            now=timezone.now(),
            version=form.version_seen,
        )

    return _do(request, row, act, form)


@login_required
@require_POST
def take(request: SignedIn, pk: int) -> HttpResponse:
    """Answer for it from now on."""
    row = _load(request.user, pk)
    form = ReasonForm(request.POST)

    def act() -> object:
        return take_over(by=request.user, series=row, version=form.version_seen)

    return _do(request, row, act, form)


def _load(user: User, pk: int) -> Series:
    rows = Series.objects.visible_to(user).select_related("department__bureau")
    row = get_object_or_404(rows, pk=pk)
    authorise(user, "directive.draft", row.department)
    return row


def _do(request: SignedIn, row: Series, act: Any, form: ReasonForm) -> HttpResponse:
    try:
        attempt(act, form)
    except Refusal as refusal:
        return _page(request, refusal.problem, row.pk, form)
    return redirect("coordination:series")


def _page(
    request: SignedIn, problem: str = "", at: int = 0, form: ReasonForm | None = None
) -> HttpResponse:
    user, rows = request.user, _seen(request.user)
    here = list(rows.running()[:MOST])
    alone = left_behind(here)
    running = [
        each
        | {
            "alone": row.pk in alone,
            "writes": may(user, "directive.draft", row.department),
            "form": form if row.pk == at else None,
        }
        for row, each in zip(here, _dated(here), strict=True)
    ]
    ended = rows.exclude(ended_at=None).order_by("-ended_at")[:MOST]
    context = {"running": running, "ended": ended, "problem": problem}
    status = 422 if problem or (form is not None and form.errors) else 200
    return render(request, "coordination/series/list.html", context, status=status)


def _seen(user: User) -> SeriesQuerySet:
    beside = ("department__bureau", "template__task_form", "keeper", "ended_by")
    return Series.objects.visible_to(user).select_related(*beside)


def _dated(rows: list[Series]) -> list[dict[str, Any]]:
    """Each with its next date and the day of its draft; one query for the calendar."""
    today = timezone.localdate()
    calendar = reach([terms_of(row) for row in rows], today, most=1)
    return [
        {"row": row, "next": next(iter(_next(row, today, calendar)), None)}
        for row in rows
    ]


def _next(row: Series, today: dt.date, calendar: WorkCalendar) -> Any:
    return upcoming(terms_of(row), today, most=1, calendar=calendar)
