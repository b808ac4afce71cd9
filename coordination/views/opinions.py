"""Stations' opinions on tasks: the list of those in reach, and each with its log."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from coordination.core.facts import hours
from coordination.forms.acts import ReasonForm
from coordination.forms.opinions import AnswerForm
from coordination.ledger import opinions as words
from coordination.ledger.thawing import thaw
from coordination.lists.settling import opinions as listed
from coordination.models import Objection
from coordination.models.objection import ACTS, ObjectionQuerySet
from coordination.views import visits
from desk.attaching import file_answer
from desk.lists import kind_asked, taken_out
from desk.lists.wording import chip
from organization.http import SignedIn
from organization.models import Role, User
from organization.permissions import may
from organization.templatetags.formats import inner

ROWS = 50
PLACE = "opinions"
NARROWED: dict[str, str | Promise] = {
    "mine": gettext_lazy("To be answered by me"),
    "waiting": gettext_lazy("Being answered"),
    "closed": gettext_lazy("Closed"),
}
S = Objection.State
SHOWN = (
    *("assignment__directive", "assignment__station__bureau"),
    *("assignment__department__bureau", "filed_by"),
)


def load_objection(user: User, pk: int) -> Objection:
    """One the user may see; 404 otherwise."""
    seen = Objection.objects.visible_to(user).select_related(*SHOWN)
    row: Objection = get_object_or_404(seen, pk=pk)
    return row


@login_required
@require_GET
def opinions(request: SignedIn) -> HttpResponseBase:
    """Those that wait, the most urgent first; or those that are closed."""
    now = timezone.now()
    seen = Objection.objects.visible_to(request.user).select_related(*SHOWN)
    visit = visits.read(request, PLACE, now)
    seen = seen.with_last_step(request.user)
    show = request.GET.get("show", "waiting")
    show = show if show in ("mine", "closed") else "waiting"
    chosen = {
        "mine": mine(request.user, seen).soonest_first(),
        "waiting": seen.waiting().soonest_first(),
        "closed": seen.exclude(pk__in=seen.waiting().values("pk")).order_by("-pk"),
    }[show]
    if taking := kind_asked(request):
        told = chip(show, NARROWED.items())
        found = listed(chosen, lambda some: [_line(r, now, None) for r in some], told)
        return taken_out(request, taking, found)
    page = Paginator(chosen, ROWS).get_page(request.GET.get("page"))
    own = mine(request.user, seen).count()
    counts = {"mine": own, "waiting": seen.waiting().count()}
    context = {
        "page": page,
        "rows": [_line(row, now, visit.since) for row in page],
        "since": visit.since,
        "show": show,
        "chips": [(one, label, counts.get(one)) for one, label in NARROWED.items()],
        "fine": "" if own else _("No opinion waits for you"),
        "trouble": _waits(own) if own else "",
    }
    response = render(request, "coordination/opinions/list.html", context)
    visits.keep(response, PLACE, visit)
    return response


def _waits(count: int) -> str:
    text = ngettext("%(n)s opinion waits for you", "%(n)s opinions wait for you", count)
    return text % {"n": count}


def mine(user: User, rows: ObjectionQuerySet) -> ObjectionQuerySet:
    """Those on which this person may take the next step."""
    scope = user.scope
    heads = scope.departments_as(Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)
    found = Q(state=S.FILED, assignment__department__in=heads)
    chiefs = scope.stations_as(Role.STATION_CHIEF)
    found |= Q(state=S.KEPT, assignment__station__in=chiefs)
    for state, role in ((S.BROKERING, Role.COORDINATOR), (S.DECIDING, Role.LEADER)):
        for path in scope.bureaus_as(role):
            below = Q(assignment__department__bureau__path__startswith=path)
            found |= Q(state=state) & below
    return rows.filter(found)


def _line(
    row: Objection, now: dt.datetime, since: dt.datetime | None
) -> dict[str, Any]:
    """`mark`: what others did about it since the last visit."""
    late = row.answer_due is not None and row.answer_due <= now
    step: dt.datetime | None = getattr(row, "last_step", None)
    mark = ""
    if since is not None and step is not None and step > since:
        mark = "new" if row.filed_at > since else "changed"
    return {"row": row, "assignment": row.assignment, "late": late, "mark": mark}


@login_required
@require_GET
def objection(request: SignedIn, pk: int) -> HttpResponse:
    """What was said, the figures of that day, the answers, and what can be done."""
    return objection_page(request, load_objection(request.user, pk))


def objection_page(
    request: SignedIn, row: Objection, refused: dict[str, Any] | None = None
) -> HttpResponse:
    """`refused` are forms as they were refused, by the name of their act."""
    now = timezone.now()
    entries = row.entries.select_related("by")
    context = {
        "row": row,
        "assignment": row.assignment,
        "station": row.assignment.station,
        "quoted": inner(row.assignment.directive.display_title),
        "headline": words.headline(row),
        "consequence": words.consequence(row, now),
        "late": row.answer_due is not None and row.answer_due <= now,
        "asked_hours": None if row.asked_units is None else hours(row.asked_units),
        "proof": thaw(row.proof),
        "files": row.files.order_by("pk"),
        "steps": [(e, ACTS.get(e.act, e.act), thaw(e.facts)) for e in entries],
        "problem": "",
        **forms_for(request.user, row),
        **(refused or {}),
    }
    status = 422 if refused else 200
    return render(request, "coordination/opinions/opinion.html", context, status=status)


def forms_for(user: User, row: Objection) -> dict[str, Any]:
    """The acts this person may take now, each with its form."""
    department, station = row.assignment.department, row.assignment.station
    found: dict[str, Any] = {}

    def plain() -> ReasonForm:
        return ReasonForm(initial={"version": row.version})

    if row.is_waiting and may(user, "objection.file", station):
        found["take_back"] = plain()
        if row.state == S.KEPT:
            found["escalate"] = plain()
    answering = row.state in (S.FILED, S.BROKERING)
    if answering and may(user, "objection.answer", department):
        found["answer"] = AnswerForm(row, keep=row.state == S.FILED)
    if row.state == S.BROKERING and may(user, "objection.broker", department):
        found["refer"] = plain()
    if row.state == S.DECIDING and may(user, "objection.decide", department):
        found["decide"] = AnswerForm(row)
    return found


@login_required
@require_GET
def objection_file(request: SignedIn, pk: int, file: int) -> HttpResponse:
    """A file handed in with the opinion; whoever sees the one may have the other."""
    row = load_objection(request.user, pk)
    found = row.files.select_related("content")
    return file_answer(get_object_or_404(found, pk=file))
