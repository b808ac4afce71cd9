"""Reports of what lies outside police duties: the register, and each report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.core.facts import hours
from coordination.forms.remit import RemitAnswerForm, RemitForm, RouteForm
from coordination.lists.settling import remit as listed
from coordination.models import RemitReport
from coordination.models.remit import RemitReportQuerySet
from coordination.services import outside, remitting
from coordination.services.telling_remit import unit_of
from coordination.views.assignments import SHOWN
from coordination.views.attempts import Refusal, attempt
from coordination.views.home import own_station_code
from coordination.views.ledger import load_station
from desk.attaching import file_answer
from desk.lists import kind_asked, taken_out
from organization.http import SignedIn
from organization.models import Station, User
from organization.permissions import authorise, may, may_somewhere
from tasking.models import Assignment

ROWS = 50
BESIDE = ("station__bureau", "assignment__department__bureau", "reported_by")


def load_report(user: User, pk: int) -> RemitReport:
    """One the user may see; 404 otherwise."""
    seen = RemitReport.objects.visible_to(user)
    row: RemitReport = get_object_or_404(
        seen.select_related(*BESIDE, "answered_by", "assignment__directive"), pk=pk
    )
    return row


@login_required
@require_GET
def remit_reports(request: SignedIn) -> HttpResponseBase:
    """The register: those that wait first, then by day."""
    user, chosen = request.user, filters_of(request)
    seen = RemitReport.objects.visible_to(user).select_related(*BESIDE)
    found = filtered(seen, chosen).waiting_first()
    if taking := kind_asked(request):
        narrowed = [text for text in _narrowed(chosen) if text]
        return taken_out(request, taking, listed(found, _dressed, narrowed))
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    code = own_station_code(user)
    query = urlencode({name: value for name, value in chosen.items() if value})
    context = {
        "page": page,
        "chosen": chosen,
        "states": RemitReport.State.choices,
        "bodies": RemitReport.Body.choices,
        "query": f"{query}&" if query else "",
        "may_share": may_somewhere(user, "remit.share"),
        "rows": _dressed(page),
        "waiting": seen.waiting().count(),
        "report_at": code if code and may_somewhere(user, "objection.file") else "",
    }
    return render(request, "coordination/remit/list.html", context)


def _dressed(rows: Iterable[RemitReport]) -> list[tuple[RemitReport, Any, bool]]:
    now = timezone.now()
    return [(row, _hours(row), row.is_late(now)) for row in rows]


def filters_of(request: SignedIn) -> dict[str, str]:
    """What the list is narrowed to: state, body, and words of who asks what."""
    return {name: request.GET.get(name, "")[:60] for name in ("state", "body", "q")}


def _narrowed(chosen: dict[str, str]) -> list[str]:
    """What narrows the list, in words."""
    states = dict(RemitReport.State.choices)
    bodies = dict(RemitReport.Body.choices)
    found = [states.get(chosen["state"], ""), bodies.get(chosen["body"], "")]
    return [*map(str, found), chosen["q"]]


def filtered(rows: RemitReportQuerySet, chosen: dict[str, str]) -> RemitReportQuerySet:
    """Values nobody knows narrow nothing."""
    if chosen["state"] in RemitReport.State.values:
        rows = rows.filter(state=chosen["state"])
    if chosen["body"] in RemitReport.Body.values:
        rows = rows.filter(body=chosen["body"])
    if text := chosen["q"].replace("\0", "").strip():
        named = Q(matter__icontains=text) | Q(requester__icontains=text)
        rows = rows.filter(named | Q(routed_to__icontains=text))
    return rows


def _hours(row: RemitReport) -> Any:
    return None if row.effort_units is None else hours(row.effort_units)


@login_required
@require_http_methods(["GET", "POST"])
def report_task(request: SignedIn, pk: int) -> HttpResponse:
    """A task that is on the ledger."""
    seen = Assignment.objects.visible_to(request.user).select_related(*SHOWN)
    row = get_object_or_404(seen, pk=pk)
    authorise(request.user, "objection.file", row.station)
    return _report(request, row.station, row)


@login_required
@require_http_methods(["GET", "POST"])
def report_other(request: SignedIn, code: str) -> HttpResponse:
    """Something asked by word of mouth or letter."""
    station = load_station(request.user, code)
    authorise(request.user, "objection.file", station)
    return _report(request, station, None)


def _report(
    request: SignedIn, station: Station, row: Assignment | None
) -> HttpResponse:
    context: dict[str, Any] = {"station": station, "row": row, "problem": ""}
    form = context["form"] = RemitForm(row)
    if request.method == "POST":
        form = context["form"] = RemitForm(row, request.POST, request.FILES)
        try:
            made = attempt(lambda: _reported(request.user, station, row, form), form)
        except Refusal as refusal:
            context["problem"] = refusal.problem
        else:
            told = _("Reported to the office and the leader.")
            if made.state == RemitReport.State.ACCEPTED:
                told = _("Taken on; the register keeps it.")
            messages.success(request, told)
            return redirect("coordination:remit_report", pk=made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "coordination/remit/new.html", context, status=status)


def _reported(
    user: User, station: Station, row: Assignment | None, form: RemitForm
) -> RemitReport:
    if row is None and form.takes_on:
        return outside.take_on(
            by=user,
            station=station,
            asked=form.said,
            files=form.files_given,
            now=timezone.now(),
        )
    return remitting.report(
        by=user,
        station=station,
        assignment=row,
        asked=form.said,
        files=form.files_given,
        now=timezone.now(),
    )


@login_required
@require_GET
def remit_file(request: SignedIn, pk: int, file: int) -> HttpResponse:
    """A file handed in with the report; whoever sees the one may have the other."""
    found = load_report(request.user, pk).files.select_related("content")
    return file_answer(get_object_or_404(found, pk=file))


@login_required
@require_GET
def remit_report(request: SignedIn, pk: int) -> HttpResponse:
    """What was asked, why it is refused, what was answered."""
    return _page(request, load_report(request.user, pk))


@login_required
@require_POST
def answer_report(request: SignedIn, pk: int) -> HttpResponse:
    """The bureau's word on it."""
    row = load_report(request.user, pk)
    authorise(request.user, "remit.answer", unit_of(row))
    form = RemitAnswerForm(request.POST)

    def act() -> RemitReport:
        return remitting.answer(
            by=request.user,
            report=row,
            confirmed=form.is_confirmed,
            reason=form.reason_given,
            version=form.version_seen,
            now=timezone.now(),
        )

    try:
        attempt(act, form)
    except Refusal as refusal:
        return _page(request, load_report(request.user, pk), form, refusal.problem)
    return redirect("coordination:remit_report", pk=pk)


@login_required
@require_POST
def route_report(request: SignedIn, pk: int) -> HttpResponse:
    """Sent on to whose business it is."""
    row = load_report(request.user, pk)
    authorise(request.user, "remit.answer", unit_of(row))
    form = RouteForm(request.POST)

    def act() -> RemitReport:
        to, letter = form.said
        return outside.route(
            by=request.user,
            report=row,
            to=to,
            letter=letter,
            version=form.version_seen,
            now=timezone.now(),
        )

    try:
        attempt(act, form)
    except Refusal as refusal:
        fresh = load_report(request.user, pk)
        return _page(request, fresh, problem=refusal.problem, route=form)
    return redirect("coordination:remit_report", pk=pk)


def _page(
    request: SignedIn,
    row: RemitReport,
    form: RemitAnswerForm | None = None,
    problem: str = "",
    route: RouteForm | None = None,
) -> HttpResponse:
    open_still = row.state == RemitReport.State.REPORTED
    answers = may(request.user, "remit.answer", unit_of(row))
    mine = open_still and answers
    routable = answers and row.state in outside.ROUTABLE
    context = {
        "row": row,
        "station": row.station,
        "hours": _hours(row),
        "files": row.files.order_by("pk"),
        "late": row.is_late(timezone.now()),
        "form": (form or RemitAnswerForm(initial={"version": row.version}))
        if mine
        else None,
        "route": (route or RouteForm(row)) if routable else None,
        "problem": problem,
    }
    status = 422 if form or route else 200
    return render(request, "coordination/remit/report.html", context, status=status)
