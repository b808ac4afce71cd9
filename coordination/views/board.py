"""The coordination office: what first, and which stations cannot make it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.heat import asked as heat_asked
from coordination.ledger import wording
from coordination.ledger.issued_into import Why, given, told
from coordination.lists import board as listed
from coordination.lists.known import CONFLICTS
from coordination.models import Conflict, OwedTime, StationState
from coordination.office.leverage import lever
from coordination.office.lines import KINDS as QUEUE_KINDS
from coordination.office.lines import chips, labels_of, lines
from coordination.office.opening import answer
from coordination.office.queue import (
    KINDS,
    Queue,
    Tally,
    asking_units,
    read,
    tally,
)
from coordination.owed_sums import owing_of
from coordination.savings import spared
from coordination.snapshot import start_of_day
from coordination.views.heat import heat_context
from desk.lists import MOST_ROWS, Listing, kind_asked, pieces, taken_out
from desk.lists.look import keepings, kept_words, look
from desk.lists.wording import chip
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise
from organization.together import together

ROWS = 50
KINDS_OF_CONFLICT = ("coordination", "overload", "clash", "displacement")
Context = dict[str, Any]


@login_required
@require_GET
def board(request: SignedIn) -> HttpResponseBase:
    """The page; with htmx only the part that changes."""
    authorise(request.user, "board.view")
    if taking := kind_asked(request):
        found = _taken(request, timezone.now())
        if found.name == CONFLICTS.name:
            found = look(request, CONFLICTS).taken(found)
        return taken_out(request, taking, found)
    context = board_context(request)
    name = "_board" if request.htmx else "board"
    return render(request, f"coordination/{name}.html", context)


def board_context(request: SignedIn) -> dict[str, Any]:
    """Answer, queue and stations; a constant number of queries.

    With `kind` in the address the list of all conflicts takes the queue's place.
    """
    now = timezone.now()
    counted = tally(request.user, now, start_of_day(now) + dt.timedelta(days=1))
    stations = _stations(request.user)
    totals = _totals(stations)
    worst = Paginator(stations, ROWS)
    worst.count = totals["stations"]  # the totals know it already
    shown = conflicts_context if "kind" in request.GET else queue_context
    asked = heat_asked.read(request.user, request.GET, timezone.localdate(now))
    return {
        **answer(totals, counted),
        **shown(request, counted, now),
        **heat_context(asked, now),
        "lever": lever(request.user),
        "spared": spared(request.user, now),
        "owing": owing_of(OwedTime.objects.visible_to(request.user), now.date()),
        "stations": worst.get_page(request.GET.get("stations")),
        "part_url": f"{reverse('coordination:board')}?{request.GET.urlencode()}",
        "live_url": reverse("coordination:board_events"),
        "checked_at": totals["checked_at"],
    }


def _taken(request: SignedIn, now: dt.datetime) -> Listing[Any]:
    """Of the page's lists the one that is asked for: `of=stations`, else the one that
    stands beside them."""
    user, kind = request.user, request.GET.get("kind", "")
    if request.GET.get("of") == "stations":
        return listed.stations(_stations(user))
    if "kind" in request.GET:
        rows = _of_kind(_open_conflicts(user), kind)
        return listed.conflicts(pieces(rows, _rows), chip(kind, _kind_labels()))
    show = request.GET.get("show", "")
    show = show if show in KINDS else ""
    marks = Queue(user, show, MOST_ROWS + 1)[: MOST_ROWS + 1]
    found = pieces(marks, lambda some: lines(read(some), now))
    return listed.queue(found, [str(QUEUE_KINDS[show])] if show else [])


def queue_context(request: SignedIn, counted: Tally, now: dt.datetime) -> Context:
    """What waits or runs out first, of every kind or of one."""
    show = request.GET.get("show", "")
    show = show if show in KINDS else ""
    count = counted.kinds.get(show, 0) if show else counted.total
    marks = Queue(request.user, show, count)
    page = Paginator(marks, ROWS).get_page(request.GET.get("page"))
    return {
        "page": page,
        "lines": lines(read(page), now),
        "show": show,
        "chips": chips(counted),
        "query": f"show={show}&" if show else "",
    }


def conflicts_context(request: SignedIn, counted: Tally, now: dt.datetime) -> Context:
    """Every open conflict, those under way too, the most serious first."""
    conflicts = _open_conflicts(request.user)
    kind = request.GET.get("kind", "")
    known = kind if kind in KINDS_OF_CONFLICT else ""
    lost = [kind[:40]] if kind and not known else []
    kinds = _kinds(conflicts)
    pages = Paginator(_of_kind(conflicts, kind), ROWS)
    # Counted already; kinds that have no chip are none that an address may name.
    pages.count = next((n for value, _label, n in kinds if value == known), 0)
    page = pages.get_page(request.GET.get("page"))
    kept = User.objects.annotate(**keepings(request.user, CONFLICTS))
    rows, own = _rows_and(list(page), kept.filter(pk=request.user.pk))
    return {
        "page": page,
        "rows": rows,
        "conflicts": True,
        "kind": kind,
        "kinds": kinds,
        "seen": look(request, CONFLICTS, lost=lost, kept=own[0]),
        "query": f"{urlencode(kept_words(request.GET) | {'kind': known})}&",
    }


def _open_conflicts(user: User) -> QuerySet[Conflict]:
    rows = Conflict.objects.visible_to(user).open().most_serious_first()
    return rows.select_related("station__bureau")


def _of_kind(conflicts: Any, kind: str) -> Any:
    if kind in ("coordination", "overload"):
        return conflicts.filter(kind="deadline", scope=kind)
    if kind in KINDS_OF_CONFLICT:
        return conflicts.filter(kind=kind)
    return conflicts


def _kinds(conflicts: Any) -> list[tuple[str, str, int]]:
    """(value, label, count) of the filter chips."""
    counted: Counter[str] = Counter()
    alike = conflicts.order_by().values_list("kind", "scope")
    for kind, scope, n in alike.annotate(n=Count("pk")):
        counted[scope if kind == Conflict.Kind.DEADLINE else kind] += n
    every = [("", _("All"), sum(counted.values()))]
    return every + [(k, label, counted[k]) for k, label in _kind_labels() if counted[k]]


def _kind_labels() -> list[tuple[str, str]]:
    named = (
        *(Conflict.Scope.COORDINATION, Conflict.Scope.OVERLOAD),
        *(Conflict.Kind.CLASH, Conflict.Kind.DISPLACEMENT),
    )
    return [(one.value, str(one.label)) for one in named]


def _rows(conflicts: list[Conflict]) -> list[dict[str, Any]]:
    """With what stands beside each; one query for any number of them."""
    return _rows_and(conflicts, User.objects.none())[0]


def _rows_and(
    conflicts: list[Conflict], more: QuerySet[User]
) -> tuple[list[dict[str, Any]], list[User]]:
    """The same, with something else that is read by the way."""
    ids = [conflict.pk for conflict in conflicts]
    *units, held, found = together(*asking_units(ids), given(conflicts), more)
    names, why = labels_of(chain.from_iterable(units)), told(conflicts, held)
    return [_row(conflict, names, why) for conflict in conflicts], found


def _row(
    conflict: Conflict, names: dict[str, str], given: dict[int, list[Why]]
) -> dict[str, Any]:
    return {
        "conflict": conflict,
        "shape": wording.shape(conflict),
        "kind": wording.kind_label(conflict),
        "departments": wording.departments(conflict, names),
        "reasons": given.get(conflict.pk, []),
        "url": reverse("coordination:conflict", args=[conflict.pk]),
    }


def _stations(user: User) -> QuerySet[StationState]:
    """Verdicts of the stations below, the worst first."""
    paths = user.scope.bureaus_as("coordinator", "leader")
    below = Q(pk__in=())
    for path in paths:
        below |= Q(station__bureau__path__startswith=path)
    rows = StationState.objects.filter(below, station__closed_on=None)
    most = Coalesce("deficit_units", 0).desc()
    order = (most, "capacity_known", "station__code")
    return rows.select_related("station__bureau").order_by(*order)


def _totals(stations: QuerySet[StationState]) -> dict[str, Any]:
    """What the answer says of all of them; one query."""
    short = Q(feasible=False)
    return stations.order_by().aggregate(
        stations=Count("pk"),
        short=Count("pk", filter=short),
        unknown=Count("pk", filter=Q(feasible=None)),
        overdue=Coalesce(Sum("overdue_count"), 0),
        deficit=Sum("deficit_units", filter=short),
        checked_at=Max("checked_at"),
    )
