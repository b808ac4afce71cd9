"""The office's queue, one piece with its trial run, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.forms.acts import ReasonForm
from coordination.forms.admission import OfferForm
from coordination.lists.known import ADMISSION
from coordination.lists.office import admission as listed
from coordination.models import AdmissionCase
from coordination.services import admitting
from coordination.services.issuing import Issued
from coordination.views import queue_rows, undone
from coordination.views.attempts import Refusal, attempt
from coordination.views.case_page import case_context
from coordination.views.sending_off import task_left, tell_refused
from desk.bulk.acts import Act, usable
from desk.lists import kind_asked, taken_out
from desk.lists.look import kept_words, look
from desk.lists.wording import chip
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise, may

PER_PAGE = 20
ADMITTED = admitting.ACTS["admit"].sources
FOLDER = "coordination/admission"


def load_case(user: User, pk: int, right: str = "") -> AdmissionCase:
    """Load and authorise: 404 outside one's reach, 403 without the right."""
    seen = AdmissionCase.objects.visible_to(user).select_related(*queue_rows.SHOWN)
    case: AdmissionCase = get_object_or_404(seen, pk=pk)
    if right:
        decides = right == "admission.decide"
        authorise(user, right, case.office if decides else case.directive.department)
    return case


@login_required
@require_GET
def admission(request: SignedIn) -> HttpResponseBase:
    """What waits, by the clock, each with what it would do to the stations."""
    authorise(request.user, "admission.view")
    seen = look(request, ADMISSION)
    if seen.opens_with:
        return redirect(seen.opens_with)
    now = timezone.now()
    cases = queue_rows.listed(request.user, now)
    shown = request.GET.get("state", "")
    counts = queue_rows.counts(cases, now)
    chips = counts.chips()
    if shown not in {value for value, _label, _count in chips}:
        shown = chips[0][0]
    part = cases.filter(state=shown).by_clock().select_related(*queue_rows.SHOWN)
    part = part.prefetch_related("directive__targets")
    if taking := kind_asked(request):
        told = chip(shown, chips)
        found = listed(part, lambda some: queue_rows.rows(some, now), told)
        return taken_out(request, taking, seen.taken(found))
    pages = Paginator(part, PER_PAGE)
    pages.count = counts.states[shown]
    page = pages.get_page(request.GET.get("page"))
    context = queue_rows.answer(counts) | {
        "rows": (rows := queue_rows.rows(page, now)),
        "page": page,
        "chips": chips,
        "shown": shown,
        "query": f"{urlencode(kept_words(request.GET) | {'state': shown})}&",
        "seen": seen,
        "bulk": _for_many(request.user, shown, rows),
    }
    return render(request, f"{FOLDER}/queue.html", context)


def _for_many(user: User, shown: str, rows: Sequence[queue_rows.Row]) -> list[Act]:
    """What may be done to rows that are ticked, where some are one's own office's."""
    decides = any(may(user, "admission.decide", row.case.office) for row in rows)
    return usable(user, ADMISSION.name) if decides and shown in ADMITTED else []


@login_required
@require_GET
def admission_case(request: SignedIn, pk: int) -> HttpResponse:
    """One piece: its standard facts, its trial run, its log, and what one may do."""
    return _page(request, load_case(request.user, pk))


@login_required
@require_POST
def admit_case(request: SignedIn, pk: int) -> HttpResponse:
    """It passes."""
    return _act(request, pk, "admit", admitting.admit, _passed)


@login_required
@require_POST
def return_case(request: SignedIn, pk: int) -> HttpResponse:
    """It cannot pass as it stands."""
    return _act(
        request, pk, "return", admitting.return_, _("Returned to the department.")
    )


@login_required
@require_POST
def offer_conditions(request: SignedIn, pk: int) -> HttpResponse:
    """Conditions tried out, or put before the department."""
    case = load_case(request.user, pk, "admission.decide")
    data = request.POST.copy()
    # A column of the picture posts a second due: the last one counts.
    data["due"] = (data.getlist("due") or [""])[-1]
    form = OfferForm(data, auto_id="offer-%s")
    if request.POST.get("act") != "offer":
        form.is_valid()
        return _page(request, case, offer=form, status=422 if form.errors else 200)

    def service(**said: Any) -> AdmissionCase:
        return admitting.offer(conditions=form.offer(), **said)

    return _do(request, case, "offer", form, service, _("Put before the department."))


@login_required
@require_POST
def comment_case(request: SignedIn, pk: int) -> HttpResponse:
    """What the office has to say about it."""
    return _act(
        request,
        pk,
        "comment",
        admitting.comment,
        _("Comment kept; the author is told."),
    )


@login_required
@require_POST
def accept_conditions(request: SignedIn, pk: int) -> HttpResponse:
    """The department takes them."""
    return _act(request, pk, "accept", admitting.accept, _passed)


@login_required
@require_POST
def decline_conditions(request: SignedIn, pk: int) -> HttpResponse:
    """The department does not take them."""
    return _act(request, pk, "decline", admitting.decline, _("Back with the office."))


@login_required
@require_POST
def escalate_case(request: SignedIn, pk: int) -> HttpResponse:
    """The department asks the leader to decide."""
    return _act(
        request, pk, "escalate", admitting.escalate, _("Put before the leader.")
    )


def _passed(done: Issued) -> str:
    if not done.sent:
        return _("Admitted; it goes out when the leader has signed.")
    return _("Admitted and issued as %(number)s.") % {"number": done.directive.number}


def _act(
    request: SignedIn,
    pk: int,
    act: str,
    service: Callable[..., Any],
    said: str | Callable[[Any], str],
) -> HttpResponse:
    """An act that is a reason and nothing else, by the right its step takes."""
    case = load_case(request.user, pk, admitting.ACTS[act].right)
    form = ReasonForm(request.POST, auto_id=f"{act}-%s")
    return _do(request, case, act, form, service, said)


def _do(
    request: SignedIn,
    case: AdmissionCase,
    act: str,
    form: ReasonForm,
    service: Callable[..., Any],
    said: str | Callable[[Any], str],
) -> HttpResponse:
    """Do it and show the piece again; a refusal stands beside what was typed."""

    def work() -> Any:
        return service(
            by=request.user,
            case=case,
            reason=form.reason_given,
            now=timezone.now(),
            version=form.version_seen,
        )

    back = reverse("coordination:admission_case", args=[case.pk])
    try:
        if left := task_left(request, act, case.directive, form, back):
            return left
        done = attempt(work, form)
    except Refusal as refusal:
        tell_refused(request, form, problem=refusal.problem)
        fresh = load_case(request.user, case.pk)
        beside = {act: form, "problem": refusal.problem}
        return _page(request, fresh, status=422, **beside)
    text = said if isinstance(said, str) else said(done)
    if act == "admit" and not done.sent:
        undone.of_admission(request, case, text, back)
    else:
        messages.success(request, text)
    return redirect(back)


def _page(
    request: SignedIn, case: AdmissionCase, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = case_context(request.user, case, timezone.now(), extra.get("offer"))
    context["may_list"] = may(request.user, "admission.view")
    refused = extra.get("admit")
    asked = bool(refused and refused.errors)
    context["needs_reason"] = asked or _to_be_explained(case, context)
    return render(request, f"{FOLDER}/case.html", context | extra, status=status)


def _to_be_explained(case: AdmissionCase, context: dict[str, Any]) -> bool:
    """Admitted it would go out at once, and nobody has said why it must."""
    trial = context["answer"]
    if trial is None or not trial.short or case.office.bureau.approver_required:
        return False
    return not case.directive.conflict_reason
