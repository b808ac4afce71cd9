"""Another date for one task, tried out while it is chosen: where a bar is let go, or
where a day is typed. Nothing is written before it is confirmed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination.dating import Leave, askable, leave
from coordination.forms.dating import DateForm
from coordination.ledger.least import consequence
from coordination.ledger.reading import Reading
from coordination.models import Conflict
from coordination.services.issuing import ReasonNeeded
from coordination.services.previewing import Finding
from coordination.services.redating import try_date
from coordination.views.assignments import SHOWN
from coordination.views.redating import redate_as_typed, told, too_little
from organization.http import SignedIn, query_of_page
from organization.models import User
from organization.permissions import POLICY, may
from organization.templatetags.formats import full_day, last_day
from tasking.models import Assignment
from tasking.services.acts import Stale


def movable(user: User, reading: Reading) -> frozenset[int]:
    """Tasks of a station whose date the user may move, or ask to be moved."""
    asks = askable(user, reading.conflicts)
    found = (row for row in reading.live if leave(user, row, asks))
    return frozenset(row.pk for row in found)


def load(user: User, pk: int) -> tuple[Assignment, Leave]:
    """Load and authorise: 404 outside one's reach, 403 without any right to it."""
    seen = Assignment.objects.visible_to(user).select_related(
        *SHOWN, "directive__parent"
    )
    row = get_object_or_404(seen, pk=pk)
    mine = [{"assignment": str(row.pk)}]
    conflicts = Conflict.objects.visible_to(user).open()
    inside = conflicts.filter(station=row.station, members__contains=mine)
    found = leave(user, row, askable(user, inside.select_related("station__bureau")))
    if found is None:
        raise PermissionDenied(str(POLICY["assignment.redate"].title))
    return row, found


@login_required
@require_http_methods(["GET", "POST"])
def date_of(request: SignedIn, pk: int) -> HttpResponse:
    """The dialog, or the verdict alone (`?part=verdict`); without script a page."""
    row, how = load(request.user, pk)
    if request.method == "POST":
        return _move(request, row, how)
    return _show(request, row, how, DateForm(row, _typed(request, row)))


def _wish(row: Assignment, name: str) -> str:
    """What a field is called in the plan that asks for a date, see `WishForm`."""
    return f"wish-{row.pk}-{name}"


def _typed(request: SignedIn, row: Assignment) -> dict[str, str] | None:
    """The fields of an address, whichever form they come from; None without a due."""
    given = request.GET.dict()
    for name in ("due", "due_time"):
        if (wish := _wish(row, name)) in given:
            given[name] = given[wish]
    return given if "due" in given else None


def _move(request: SignedIn, row: Assignment, how: Leave) -> HttpResponse:
    """What needs nobody's consent; else the plan is put forward at its own address."""
    if how.conflict is not None:
        raise PermissionDenied(str(POLICY["assignment.redate"].title))
    form, problem = DateForm(row, request.POST.dict()), ""
    try:
        changed, found = redate_as_typed(request.user, row, form)
    except ReasonNeeded as error:
        form.add_error("reason", too_little(error.findings[0]))
    except ValidationError as error:
        problem = form.refuse(error)
    except Stale:
        problem = _("Somebody changed this meanwhile. Look at it again, then decide.")
    else:
        messages.success(request, told(changed, found))
        return HttpResponseRedirect(_home(request, row))
    row.refresh_from_db(fields=["due", "state", "version", "effort_units"])
    return _show(request, row, how, form, problem)


def _home(request: SignedIn, row: Assignment) -> str:
    """Back to the picture as it was looked at, for those who see it."""
    user, station = request.user, row.station
    if may(user, "workload.view", station) or may(user, "workload.oversee", station):
        home = reverse("coordination:workload", args=[station.code])
        query = query_of_page(request)
        return f"{home}?{query}" if query else home
    return f"{reverse('coordination:directive', args=[row.directive_id])}#row-{row.pk}"


def _show(
    request: SignedIn, row: Assignment, how: Leave, form: DateForm, problem: str = ""
) -> HttpResponse:
    found = _tried(row, form)
    context: dict[str, Any] = {
        "row": row,
        "station": row.station,
        "form": form,
        "found": found,
        "said": too_little(found) if found and found.verdict == "conflict" else "",
        "how": how,
        "consequence": _consequence(row, how),
        "names": {
            name: _wish(row, name) if how.conflict else name
            for name in ("due", "due_time")
        },
        **_earliest(found),
        "problem": problem,
        "home": _home(request, row),
    }
    part = request.GET.get("part") == "verdict"
    name = "_verdict" if part else "_date" if request.htmx else "date"
    refused = problem or (request.method == "POST" and form.errors)
    answer = render(
        request,
        f"coordination/ledger/{name}.html",
        context,
        status=422 if refused else 200,
    )
    if refused and request.htmx:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#yp-date", "innerHTML"
    return answer


def _tried(row: Assignment, form: DateForm) -> Finding | None:
    """What the date in the form would do; None where there is none to try."""
    due = form.due_at if form.is_bound else row.due
    if due is None:
        return None
    try:
        return try_date(assignment=row, due=due, now=timezone.now())
    except ValidationError as error:
        if form.is_bound and not form.errors:
            form.refuse(error)
        return None


def _earliest(found: Finding | None) -> dict[str, str]:
    """The first day that fits, to be taken with one click."""
    if found is None or found.verdict != "conflict" or found.earliest_due is None:
        return {}
    day = last_day(found.earliest_due)
    return {"earliest": day.isoformat(), "earliest_text": full_day(day)}


def _consequence(row: Assignment, how: Leave) -> str:
    if how.conflict is not None:
        return consequence(row, row.station.bureau)
    if row.department is None:
        return _("It is the own plan: nobody else has to agree.")
    return _("It is your task: the date changes at once and the station is told.")
