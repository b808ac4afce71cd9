"""The station's task ledger, and what is done with a task in place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F, Sum
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.core.facts import hours, units
from coordination.ledger import cards, changed, picture, wording
from coordination.ledger.changes import changes, last_monday, start_of
from coordination.ledger.reading import ZOOMS, Reading, Span, is_overdue, read
from coordination.lists.known import LEDGER
from coordination.lists.ledger import owed
from coordination.models import OwedTime
from coordination.notices.listing import for_station
from coordination.pictures import timeline
from desk.bulk.acts import usable
from desk.lists import kind_asked, taken_out
from desk.lists.look import keepings, look
from organization.http import SignedIn
from organization.models import Station, User
from organization.permissions import authorise, may
from tasking.models import Assignment
from tasking.services import acts

ROWS = 100


def load_station(user: User, code: str, **beside: Any) -> Station:
    """Load and authorise: 404 outside one's reach, 403 without the right. `beside` is
    read with it."""
    seen = Station.objects.visible_to(user).select_related("bureau")
    seen = seen.with_deputy(timezone.localdate()).annotate(**beside)
    station: Station = get_object_or_404(seen, code=code)
    if not may(user, "workload.view", station):
        authorise(user, "workload.oversee", station)
    return station


@login_required
@require_GET
def workload(request: SignedIn, code: str) -> HttpResponseBase:
    """The page; with htmx only the part that changes."""
    station = load_station(request.user, code, **keepings(request.user, LEDGER))
    if taking := kind_asked(request):
        reading, show = read(station, now=timezone.now()), request.GET.get("show", "")
        found = owed(reading, filtered(reading, show), show)
        return taken_out(request, taking, found)
    context = ledger_context(request, station)
    if context["seen"].opens_with and not request.htmx:
        return redirect(context["seen"].opens_with)
    name = "_ledger" if request.htmx else "workload"
    return render(request, f"coordination/{name}.html", context)


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
    if not problem and not request.htmx:
        return redirect(f"{_home(row.station)}#row-{row.pk}")
    context = ledger_context(request, row.station)
    context["problems"] = {row.pk: problem} if problem else {}
    name = "_ledger" if request.htmx else "workload"
    return render(
        request,
        f"coordination/{name}.html",
        context,
        status=422 if problem else 200,
    )


def _home(station: Station) -> str:
    return reverse("coordination:workload", args=[station.code])


def ledger_context(request: SignedIn, station: Station) -> dict[str, Any]:
    """Everything the template says."""
    now = timezone.now()
    given = request.GET
    reading = read(station, now=now, span=_span(given.get("from"), given.get("zoom")))
    numbered = cards.numbers(reading)
    groups, left_out = picture.groups(reading, numbered)
    days = picture.days(reading)
    chosen = given.get("show", "all")
    rows = filtered(reading, chosen)
    answer = wording.answer(reading)
    answer["why"] = wording.sentences(answer["why"], cards.least_change(reading))
    return {
        **answer,
        "station": station,
        "bulk": usable(request.user, LEDGER.name)
        if may(request.user, "assignment.sign", station)
        else [],
        "seen": look(request, LEDGER, place=station.code, kept=station),
        "reading": reading,
        "span": reading.span,
        "earlier": reading.span.moved(-1),
        "later": reading.span.moved(1),
        "zooms": list(ZOOMS),
        "weeks": picture.weeks(reading),
        "cards": cards.cards(reading),
        "timeline": timeline(
            groups,
            days,
            picture.windows(reading, numbered),
            reading.today,
            described_by="days-twin",
        ),
        "left_out": left_out,
        "provisional": sorted(
            {d.year for d in reading.span.days if reading.calendar.is_provisional(d)}
        ),
        "days": days,
        "counts": cards.counted(reading),
        "show": chosen,
        "page": Paginator(rows, ROWS).get_page(given.get("page")),
        "inside": {
            m["assignment"] for c in reading.deadline_conflicts for m in c.members
        },
        "late": {row.pk for row in reading.overdue},
        "may_act": may(request.user, "assignment.progress", station),
        "may_object": may(request.user, "objection.file", station),
        "live_url": reverse("coordination:station_events", args=[station.code]),
        "checked_at": reading.state.checked_at if reading.state else None,
        "part_url": f"{_home(station)}?{given.urlencode()}",
        "page_query": (
            f"show={chosen}&zoom={reading.span.zoom}"
            f"&from={reading.span.start.isoformat()}&"
        ),
        "problems": {},
        "since_monday": _since_monday(reading),
        "notices": for_station(request.user, station, reading.today),
        "owed": owed_at(station),
    }


def owed_at(station: Station) -> Decimal:
    """Hours of protected time that orders took and nobody has made up for."""
    left = Sum(F("units") - F("repaid_units"), default=0)
    rows = OwedTime.objects.open().filter(station=station)
    return hours(rows.aggregate(left=left)["left"])


def _since_monday(reading: Reading) -> str:
    """The line that leads to what changed."""
    since = start_of(last_monday(reading.now))
    return changed.line(changes(reading.station, since, reading.conflicts))


def _span(start: str | None, zoom: str | None) -> Span:
    """The span asked for; nonsense in the address shows the usual four weeks."""
    today = timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday())
    try:
        first = dt.date.fromisoformat(start) if start else monday
    except ValueError:
        first = monday
    if abs((first - today).days) > 3 * 366:
        first = monday
    return Span(first, zoom if zoom in ZOOMS else "month")


def filtered(reading: Reading, show: str) -> list[Assignment]:
    """Rows of the list: overdue first, then by due."""
    inside = {m["assignment"] for c in reading.deadline_conflicts for m in c.members}
    tests: dict[str, Callable[[Assignment], bool]] = {
        "to_sign": lambda row: row.state == Assignment.State.ISSUED,
        "inside": lambda row: str(row.pk) in inside,
        "overdue": lambda row: is_overdue(row, reading.now),
        "statutory": lambda row: row.deadline_class == "statutory",
    }
    wanted = tests.get(show)
    return [row for row in reading.rows if wanted is None or wanted(row)]
