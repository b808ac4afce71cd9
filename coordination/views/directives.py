"""What HQ has issued: one task's page, and HQ's acts on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.core.facts import units
from coordination.costs import with_cost
from coordination.forms.acts import ReasonForm, ReturnForm
from coordination.lists.known import PARTS
from coordination.lists.tasks import stations
from coordination.services import issuing, recalling
from coordination.services.countersigning import authorise_sign
from coordination.services.serving import issue_again
from coordination.views import part_filters
from coordination.views.attempts import Refusal, attempt
from coordination.views.sending_off import draft_left, task_left, tell_refused
from coordination.views.station_rows import Back, board
from coordination.views.undone import of_closed
from desk.bulk.acts import usable
from desk.lists import kind_asked, taken_out
from desk.lists.look import keepings, look
from desk.sending.answers import asked_at
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise
from tasking.models import Assignment, Directive, TaskForm
from tasking.services import acts
from tasking.services import directives as writing

FOLDER = "coordination/directives"


def load_directive(
    user: User, pk: int, action: str = "directive.list", **beside: Any
) -> Directive:
    """Load and authorise: 404 outside one's reach, 403 without the right. `beside` is
    read with it."""
    seen = Directive.objects.visible_to(user).select_related(
        *("department__bureau", "own_station__bureau", "approver", "parent"),
        *("created_by", "emergency", "task_form__form"),
    )
    row = get_object_or_404(with_cost(seen).annotate(**beside), pk=pk)
    authorise(user, action, row.department or row.own_station)
    return row


def task_form_of(row: Directive) -> TaskForm | None:
    """By which form it is reported, of one that `load_directive` read; reserved
    strength has none."""
    return None if row.reserved else getattr(row, "task_form", None)


def load_assignment(user: User, pk: int) -> Assignment:
    """A station's part of a task, for the department that reviews it."""
    seen = Assignment.objects.visible_to(user).select_related(
        "directive", "department__bureau", "station__bureau"
    )
    row = get_object_or_404(seen, pk=pk)
    authorise(user, "assignment.review", row.department or row.station)
    return row


@login_required
@require_GET
def directive(request: SignedIn, pk: int) -> HttpResponseBase:
    """One task with each station's state."""
    beside = keepings(request.user, PARTS)
    row, now = load_directive(request.user, pk, **beside), timezone.now()
    lost = part_filters.unknown(request.GET.get("show"))
    seen = look(request, PARTS, place=str(pk), lost=lost, kept=row)
    if seen.opens_with and row.issued_at and not request.htmx:
        return redirect(seen.opens_with)
    if row.issued_at and (taking := kind_asked(request)):
        show = part_filters.narrowing(request.GET.get("show"))
        parts = part_filters.parts_of(request.user, row, show, now)
        told = part_filters.told(show)
        found = stations(request.user, row, parts, now, told)
        return taken_out(request, taking, seen.taken(found))
    return task_page(request, row, seen=seen)


@login_required
@require_POST
def withdraw_directive(request: SignedIn, pk: int) -> HttpResponse:
    """Take it back from every station that still owes it."""
    row = load_directive(request.user, pk, "directive.withdraw")
    return _say(
        request, row, "withdraw", issuing.withdraw, _("Withdrawn. The trace stays.")
    )


@login_required
@require_POST
def recall_directive(request: SignedIn, pk: int) -> HttpResponse:
    """It should not have gone out: taken back shortly after its issue."""
    row = load_directive(request.user, pk)
    recalling.authorise_recall(request.user, row)
    return _say(
        request, row, "recall", recalling.recall, _("Recalled. The trace stays.")
    )


@login_required
@require_POST
def correct_directive(request: SignedIn, pk: int) -> HttpResponse:
    """On to a draft that says the same, to be put right."""
    row = load_directive(request.user, pk, "directive.draft")

    return _draft_of(request, row, recalling.correct)


@login_required
@require_POST
def again_directive(request: SignedIn, pk: int) -> HttpResponse:
    """On to a draft of what another department's task does not serve any more."""
    row = load_directive(request.user, pk, "directive.draft")
    return _draft_of(request, row, issue_again)


def _draft_of(
    request: SignedIn,
    row: Directive,
    service: Callable[..., tuple[Directive, bool]],
) -> HttpResponse:
    back = reverse("coordination:directive", args=[row.pk])
    try:
        if left := draft_left(request, service.__name__, row, back):
            return left
        made, _fresh = attempt(lambda: service(by=request.user, directive=row))
    except Refusal as refusal:
        tell_refused(request, problem=refusal.problem)
        return _refusal(request, row, refusal.problem, None, {})
    return redirect("coordination:directive", pk=made.pk)


@login_required
@require_POST
def close_directive(request: SignedIn, pk: int) -> HttpResponse:
    """Nothing more is expected."""
    row = load_directive(request.user, pk, "directive.close")

    def act() -> object:
        return writing.close(by=request.user, directive=row)

    return _do(request, row, act, lambda: of_closed(request, row))


def _to_sign(user: User, pk: int) -> Directive:
    """404 outside one's reach, 403 for whoever may neither approve nor sign."""
    row = load_directive(user, pk)
    authorise_sign(user, row)
    return row


@login_required
@require_POST
def approve_directive(request: SignedIn, pk: int) -> HttpResponse:
    """The leader's approval, or a second name, by name; the task goes out with it."""
    row = _to_sign(request.user, pk)
    return _say(
        request, row, "approve", issuing.approve_and_issue, _("Approved and issued.")
    )


@login_required
@require_POST
def send_back_directive(request: SignedIn, pk: int) -> HttpResponse:
    """The leader wants it changed before it goes out."""
    row = _to_sign(request.user, pk)
    return _say(
        request, row, "send_back", issuing.send_back, _("Sent back to be changed.")
    )


@login_required
@require_POST
def accept_assignment(request: SignedIn, pk: int) -> HttpResponse:
    """What the station reported is enough."""
    row = load_assignment(request.user, pk)
    version = ReasonForm(request.POST).version_seen

    def act() -> object:
        now = timezone.now()
        return acts.accept(by=request.user, assignment=row, now=now, version=version)

    return _do(request, row.directive, act, _("Accepted."), row=row)


@login_required
@require_POST
def return_assignment(request: SignedIn, pk: int) -> HttpResponse:
    """Something is missing, and the department says what."""
    row = load_assignment(request.user, pk)
    form = ReturnForm(request.POST, auto_id=f"row-{row.pk}-%s")

    def act() -> object:
        left = form.hours
        return acts.return_(
            by=request.user,
            assignment=row,
            reason=form.reason_given,
            now=timezone.now(),
            remaining_units=None if left is None else units(left),
            version=form.version_seen,
        )

    return _do(request, row.directive, act, _("Returned."), row=row, back=form)


def _say(
    request: SignedIn,
    row: Directive,
    name: str,
    service: Callable[..., object],
    said: str,
) -> HttpResponse:
    """An act on the whole task that is a reason and nothing else."""
    form = ReasonForm(request.POST, auto_id=f"{name.replace('_', '-')}-%s")
    forms, back = {name: form}, reverse("coordination:directive", args=[row.pk])
    # What may be taken back for some minutes only was asked for when it was sent.
    now = asked_at(request) if name == "recall" else timezone.now()

    def act() -> object:
        reason = form.reason_given
        return service(by=request.user, directive=row, reason=reason, now=now)

    try:
        if left := task_left(request, name, row, form, back):
            return left
    except Refusal as refusal:
        return _refusal(request, row, refusal.problem, None, {**forms})
    return _do(request, row, act, said, row=None, **forms)


def _do(
    request: SignedIn,
    directive: Directive,
    act: Callable[[], object],
    said: str | Callable[[], None],
    *,
    row: Assignment | None = None,
    **forms: ReasonForm,
) -> HttpResponse:
    """Do it and show the task again; a refusal stands beside what was typed."""
    try:
        attempt(act, *forms.values())
    except Refusal as refusal:
        tell_refused(request, *forms.values(), problem=refusal.problem)
        return _refusal(request, directive, refusal.problem, row, forms)
    if callable(said):
        said()
    else:
        messages.success(request, said)
    url = redirect("coordination:directive", pk=directive.pk)
    if row is not None:
        url["Location"] += f"#row-{row.pk}"
    return url


def _refusal(
    request: SignedIn,
    directive: Directive,
    problem: str,
    row: Assignment | None,
    forms: dict[str, ReasonForm],
) -> HttpResponse:
    fresh = load_directive(request.user, directive.pk)
    back = forms.pop("back", None)
    return task_page(
        request,
        fresh,
        back=(row.pk, back) if row and isinstance(back, ReturnForm) else None,
        status=422,
        problem=problem,
        at=row.pk if row else None,
        **forms,
    )


def task_page(
    request: SignedIn,
    row: Directive,
    *,
    back: Back = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    """The task's page; `back` is the form that was refused beside a station."""
    page, now = request.GET.get("page"), timezone.now()
    show = part_filters.narrowing(request.GET.get("show"))
    context = board(request.user, row, now, page=page, show=show, back=back) | extra
    if "seen" not in context:
        context["seen"] = look(request, PARTS, place=str(row.pk))
    acts = usable(request.user, PARTS.name) if row.issued_at else []
    context |= {"show": show, "chips": part_filters.CHIPS, "bulk": acts}
    query = request.GET.copy()
    query.pop("page", None)
    context["query"] = f"{query.urlencode()}&" if query else ""
    context["task_form"] = task_form_of(row)
    if row.issued_at:
        context["live_url"] = reverse("coordination:directive_events", args=[row.pk])
    return render(request, f"{FOLDER}/directive.html", context, status=status)
