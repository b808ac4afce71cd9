"""The station's task ledger, and what is done with a task in place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.core.facts import units
from coordination.ledger.reading import read
from coordination.ledger.rows import filtered
from coordination.lists.known import LEDGER
from coordination.lists.ledger import owed
from coordination.views.ledger_page import ledger_context, timeline_context
from coordination.views.undone import of_assignment
from desk.lists import kind_asked, taken_out
from desk.lists.look import keepings, look
from organization.http import SignedIn
from organization.models import Role, Station, User
from organization.models.units import StationQuerySet
from organization.permissions import authorise, may
from organization.scope import Grant, Scope
from organization.together import Shape, Value
from tasking.models import Assignment
from tasking.services import acts


def load_station(user: User, code: str, **beside: Any) -> Station:
    """Load and authorise: 404 outside one's reach, 403 without the right. `beside` is
    read with it."""
    seen = Station.objects.visible_to(user).select_related("bureau")
    seen = seen.with_deputy(timezone.localdate()).annotate(**beside)
    return _authorised(user, get_object_or_404(seen, code=code))


def _authorised(user: User, station: Station) -> Station:
    if not may(user, "workload.view", station):
        authorise(user, "workload.oversee", station)
    return station


def _with_look(user: User, code: str) -> Station:
    """The station, and what is kept of the list. Who has one station and nothing else,
    as forty thousand chiefs have, finds it by a statement that is put together once."""
    scope = user.scope
    where: list[Value] = [*scope.stations, *scope.paths]
    more = scope.bureau_paths or scope.departments
    if more or (len(scope.stations), len(scope.paths)) != (1, 1):
        return load_station(user, code, **keepings(user, LEDGER))
    found = _OWN.rows(user.pk, code, timezone.localdate(), *where)
    if not found:
        raise Http404
    return _authorised(user, found[0])


def _own(user: int, code: str, today: dt.date, *where: Any) -> StationQuerySet:
    """As `load_station` finds it for somebody with this station and its bureau's
    path."""
    station, path = where
    one = User(pk=user)
    one.scope = Scope((Grant(Role.STATION_CHIEF, None, None, station, path),))
    seen = Station.objects.visible_to(one).select_related("bureau").filter(code=code)
    rows: StationQuerySet = seen.with_deputy(today).annotate(**keepings(one, LEDGER))
    return rows


_OWN = Shape(_own)


@login_required
@require_GET
def workload(request: SignedIn, code: str) -> HttpResponseBase:
    """The page; with htmx the part that changes, or the timeline alone."""
    station = _with_look(request.user, code)
    if taking := kind_asked(request):
        reading, show = read(station, now=timezone.now()), request.GET.get("show", "")
        found = owed(reading, filtered(reading, show), show)
        seen = look(request, LEDGER, place=station.code, kept=station)
        return taken_out(request, taking, seen.taken(found))
    answer = _page(request, station)
    # One address, three answers: none may be kept for another.
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    return answer


def _page(request: SignedIn, station: Station) -> HttpResponseBase:
    if request.htmx.target == "timeline":
        context = timeline_context(request, station)
        return render(request, "coordination/ledger/_moved.html", context)
    context = ledger_context(request, station)
    if context["seen"].opens_with and not request.htmx:
        return redirect(context["seen"].opens_with)
    name = "_ledger" if request.htmx else "workload"
    return render(request, f"coordination/ledger/{name}.html", context)


@login_required
@require_POST
def acknowledge(request: SignedIn, pk: int) -> HttpResponse:
    """Sign for a task."""

    def work(row: Assignment) -> object:
        return acts.acknowledge(**_common(request, row))

    return _act(request, pk, "assignment.sign", work)


@login_required
@require_POST
def progress(request: SignedIn, pk: int) -> HttpResponse:
    """Say how many hours are left."""

    def work(row: Assignment) -> object:
        left = parse_hours(request.POST.get("remaining_hours", ""))
        note = _words(request, "note")
        return acts.progress(**_common(request, row), remaining_units=left, note=note)

    return _act(request, pk, "assignment.progress", work)


@login_required
@require_POST
def report(request: SignedIn, pk: int) -> HttpResponse:
    """Report a task done."""

    def work(row: Assignment) -> object:
        text = _words(request, "text")
        took = parse_hours(request.POST.get("hours_taken", ""))
        return acts.report(**_common(request, row), text=text, took_units=took)

    return _act(request, pk, "assignment.report", work)


def parse_hours(text: str) -> int | None:
    """Hours as people type them, in units; None for an empty field."""
    text = text.strip().replace("，", ".").replace("。", ".")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > 1_000_000:
        message = _("“%(text)s” is not a number of hours.") % {"text": text[:20]}
        raise ValidationError({"remaining_hours": [message]})
    return units(value)


def _words(request: SignedIn, name: str) -> str:
    """What was typed, without the one character the database cannot keep."""
    return request.POST.get(name, "").replace("\0", "")


def _common(request: SignedIn, row: Assignment) -> dict[str, Any]:
    version = request.POST.get("version", "")
    return {
        "by": request.user,
        "assignment": row,
        "now": timezone.now(),
        "version": int(version[:9]) if version.isdecimal() else None,
    }


def _act(
    request: SignedIn, pk: int, action: str, work: Callable[[Assignment], object]
) -> HttpResponse:
    """Do it, then show the ledger again; a refusal stands beside the row.

    The right is asked for first: bad input must not show the ledger to anybody else.
    """
    seen = Assignment.objects.visible_to(request.user).select_related("station__bureau")
    row = get_object_or_404(seen, pk=pk)
    authorise(request.user, action, row.station)
    problem = ""
    try:
        work(row)
    except ValidationError as error:
        problem = " ".join(error.messages)
    except acts.Stale:
        problem = _("Somebody changed this meanwhile. Look at it again, then save.")
    if not problem:
        _tell(request, row)
    if not problem and not request.htmx:
        return redirect(f"{_home(row.station)}#row-{row.pk}")
    context = ledger_context(request, row.station)
    context["problems"] = {row.pk: problem} if problem else {}
    name = "_ledger" if request.htmx else "workload"
    return render(
        request,
        f"coordination/ledger/{name}.html",
        context,
        status=422 if problem else 200,
    )


def _tell(request: SignedIn, before: Assignment) -> None:
    """What was done, with the way back; the act is the last part of the address."""
    act = request.path.rstrip("/").rpartition("/")[2]
    of_assignment(request, act, before, f"{_home(before.station)}#row-{before.pk}")


def _home(station: Station) -> str:
    return reverse("coordination:workload", args=[station.code])
