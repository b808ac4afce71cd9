"""Emergency issue: written, looked at afterwards, renewed, reviewed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.forms.choices import apply
from coordination.forms.emergency import EmergencyForm, ReviewForm
from coordination.forms.stored import blank
from coordination.lists.settling import urgent
from coordination.models import EmergencyOrder
from coordination.services import emergency as services
from coordination.views import displaced
from coordination.views.attempts import Refusal, attempt
from coordination.views.composer import picker_of, try_form
from coordination.views.sending import Refused, SentBefore, send_once
from coordination.views.sending_off import left_to_worker, tell_refused
from coordination.views.station_rows import posts_named
from desk.lists import kind_asked, taken_out
from desk.lists.wording import chip
from desk.sending.answers import typed_before
from organization.http import SignedIn
from organization.models import Department, User
from organization.permissions import authorise, may
from tasking.models import Directive

PER_PAGE = 50
FOLDER = "coordination/emergency"
SHOWN = (
    *("directive__department__bureau", "directive__parent", "directive__created_by"),
    *("by", "reviewed_by", "renewal"),
)


def load_order(user: User, pk: int, right: str = "override.list") -> EmergencyOrder:
    """Load and authorise: 404 outside one's reach, 403 without the right."""
    seen = EmergencyOrder.objects.visible_to(user).select_related(*SHOWN)
    order: EmergencyOrder = get_object_or_404(seen, pk=pk)
    authorise(user, right, order.directive.department)
    return order


@login_required
@require_GET
def emergencies(request: SignedIn) -> HttpResponseBase:
    """What was issued urgently: first what nobody has looked at yet."""
    authorise(request.user, "override.list")
    seen = EmergencyOrder.objects.visible_to(request.user)
    every, open_ones = seen.counted()
    shown = "all" if request.GET.get("show") == "all" else "open"
    chips = [("open", _("To be reviewed"), open_ones), ("all", _("All"), every)]
    rows = (seen if shown == "all" else seen.to_review()).select_related(*SHOWN)
    if taking := kind_asked(request):
        found = urgent(rows, lambda some: map(_row, some), chip(shown, chips))
        return taken_out(request, taking, found)
    pages = Paginator(rows, PER_PAGE)
    pages.count = every if shown == "all" else open_ones  # known already
    page = pages.get_page(request.GET.get("page"))
    context = _answer(open_ones) | {
        "page": page,
        "rows": [_row(order) for order in page],
        "shown": shown,
        "chips": chips,
        "query": f"show={shown}&",
        "may_issue": bool(displaced.urgent_requesters(request.user).departments),
        "now": timezone.now(),
    }
    return render(request, f"{FOLDER}/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def compose_emergency(request: SignedIn) -> HttpResponse:
    """A task that cannot wait."""
    if typed := typed_before(request):
        messages.warning(request, typed.problem)
        how = _for_whom(request, typed.fields)
        return _compose(request, EmergencyForm(apply(typed.fields), **how))
    if request.method == "GET":
        how = _for_whom(request, request.GET)
        return _compose(request, EmergencyForm(initial=blank(), **how))
    how = _for_whom(request, request.POST)
    data = apply(request.POST)
    form = EmergencyForm(data, **how)
    if request.POST.get("act") != "override":
        return _compose(request, form)
    now = timezone.now()
    try:
        if left := left_to_worker(request, form, now):
            return left
        made, _fresh = send_once(request, form, None, act="override", now=now)
    except (Refused, ValidationError) as error:
        if isinstance(error, ValidationError):
            form.refuse(error)
        if isinstance(error, SentBefore):
            data["key"] = str(uuid.uuid4())
        tell_refused(request, form)
        return _compose(request, form, refused=True)
    return redirect("coordination:emergency", pk=_order_of(made).pk)


def _for_whom(request: SignedIn, asked: QueryDict) -> dict[str, Any]:
    """What the form is told; PermissionDenied where he may issue for nobody."""
    named = displaced.urgent_requesters(request.user, asked)
    if not named.departments:
        authorise(request.user, "directive.override")
    return {
        "user": request.user,
        "requesters": named.departments,
        "below": named.below,
        "of": named.of,
    }


@login_required
@require_GET
def emergency(request: SignedIn, pk: int) -> HttpResponse:
    """One order: why, until when, what it displaced, what was found afterwards."""
    return _page(request, load_order(request.user, pk))


@login_required
@require_POST
def review_emergency(request: SignedIn, pk: int) -> HttpResponse:
    """Looked at afterwards, with a remark."""
    order = load_order(request.user, pk, "override.review")
    form = ReviewForm(request.POST, auto_id="review-%s")

    def act() -> EmergencyOrder:
        return services.review(
            by=request.user,
            order=order,
            remark=form.reason_given,
            now=timezone.now(),
            version=form.version_seen,
        )

    try:
        attempt(act, form)
    except Refusal as refusal:
        fresh = load_order(request.user, pk)
        beside = {"review": form, "problem": refusal.problem}
        return _page(request, fresh, status=422, **beside)
    messages.success(request, _("Reviewed; the remark is kept."))
    return redirect("coordination:emergency", pk=order.pk)


@login_required
@require_POST
def renew_emergency(request: SignedIn, pk: int) -> HttpResponse:
    """On to a draft that goes the usual way."""
    order = load_order(request.user, pk, "directive.draft")
    try:
        made, _fresh = attempt(lambda: services.renew(by=request.user, order=order))
    except Refusal as refusal:
        return _page(request, order, problem=refusal.problem, status=422)
    return redirect("coordination:edit_draft", pk=made.pk)


def _order_of(directive: Directive) -> EmergencyOrder:
    return EmergencyOrder.objects.get(directive=directive)


def _row(order: EmergencyOrder) -> dict[str, Any]:
    taken = sum(one["units"] for one in order.displaced)
    stations = {one["station"] for one in order.displaced}
    return {"order": order, "hours": taken / 60_000, "stations": len(stations)}


def _answer(count: int) -> dict[str, Any]:
    if not count:
        return {
            "fine": _("No emergency issue is to be reviewed"),
            "why": _("What was issued past the office appears here until it is."),
        }
    text = ngettext(
        "%(n)s emergency issue is to be reviewed",
        "%(n)s emergency issues are to be reviewed",
        count,
    )
    why = _("They went out past the office and the signature, each with a reason.")
    return {"fine": text % {"n": count}, "why": why}


def _compose(
    request: SignedIn, form: EmergencyForm, *, refused: bool = False
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "urgent": True, "refused": refused}
    context |= {"picker": picker_of(form, request.POST)}
    context["to_correct"] = len(form.errors) if refused else 0
    if form.is_bound:
        # A twin is judged: looking at the answer is no reason to mark empty fields.
        twin = EmergencyForm(form.data, user=form.user, requesters=form.requesters)
        context["answer"] = try_form(twin)
        context |= displaced.displaced_context(twin, timezone.now())
    status = 422 if refused else 200
    name = "coordination/directives/composer.html"
    return render(request, name, context, status=status)


def _page(
    request: SignedIn, order: EmergencyOrder, *, status: int = 200, **extra: Any
) -> HttpResponse:
    row, now = order.directive, timezone.now()
    department = row.department
    lines = displaced.kept(request.user, order)
    context = {
        "order": order,
        "directive": row,
        "unit": department,
        "attendees": posts_named(row),
        "lines": lines,
        "taken": sum(line.left for line in lines),
        "running": order.is_running(now) and row.state == Directive.State.ISSUED,
        "may_review": _may_review(request.user, order, department),
        "may_renew": may(request.user, "directive.draft", department),
        "ends_soon": order.until - now < dt.timedelta(days=1),
    }
    return render(request, f"{FOLDER}/order.html", context | extra, status=status)


def _may_review(
    user: User, order: EmergencyOrder, department: Department | None
) -> bool:
    if order.reviewed_at is not None or order.by_id == user.pk:
        return False
    return may(user, "override.review", department)
