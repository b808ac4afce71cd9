"""Writing a task: the form on the left, what it would do to each station beside it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.forms.choices import apply
from coordination.forms.composing import DirectiveForm
from coordination.forms.instead import meeting_cost
from coordination.forms.stations import StationsForm
from coordination.forms.stored import blank, initial_of
from coordination.reaching import DRAFT, ISSUE
from coordination.services.issuing import ReasonNeeded
from coordination.views.answering import Answer, answer
from coordination.views.asking_twice import joined, without
from coordination.views.directives import load_directive, task_form_of
from coordination.views.displaced import displaced_context
from coordination.views.loading import load_requesters, load_trying
from coordination.views.picking import Picker, picker, step
from coordination.views.sending import EDITABLE, Refused, SentBefore, send_once
from coordination.views.sending_off import left_to_worker, tell_refused
from coordination.views.slots import slots_context
from coordination.views.usual_hours import usual_of
from desk.collisions import collide
from desk.sending.answers import Typed, typed_before
from desk.stale import is_overtaken
from organization.http import SignedIn, whole_number
from organization.models import Bureau, Department, Station
from tasking.models import Directive

FOLDER = "coordination/directives"
SENT = ("issue", "draft", "except", "form")


@login_required
@require_http_methods(["GET", "POST"])
def compose(request: SignedIn) -> HttpResponse:
    """A new task; `?station=CODE` for a station one has found."""
    requesters = load_requesters(request.user, "directive.draft")
    if request.method == "POST":
        return _posted(request, requesters, None)
    if typed := typed_before(request):
        return _page(request, _typed(request, typed, requesters), None, later=True)
    initial = blank()
    if code := request.GET.get("station", "")[:32]:
        seen = Station.objects.visible_to(request.user).open().filter(code=code)
        initial["stations"] = list(seen.values_list("pk", flat=True))
    form = DirectiveForm(initial=initial, user=request.user, requesters=requesters)
    return _page(request, form, None)


@login_required
@require_http_methods(["GET", "POST"])
def edit_draft(request: SignedIn, pk: int) -> HttpResponse:
    """A draft, or a task returned for changes."""
    row = load_directive(request.user, pk, "directive.draft")
    if row.department is None:
        raise Http404
    requesters = [row.department]
    if request.method == "POST":
        return _posted(request, requesters, row)
    if row.state not in EDITABLE:
        messages.warning(request, _("This has been sent on meanwhile."))
        return redirect("coordination:directive", pk=row.pk)
    if typed := typed_before(request):
        return _page(request, _typed(request, typed, requesters), row, later=True)
    form = DirectiveForm(
        initial=initial_of(row), user=request.user, requesters=requesters
    )
    return _page(request, form, row)


@login_required
@require_POST
def preview_fragment(request: SignedIn) -> HttpResponse:
    """The answer alone, while somebody types."""
    requesters = load_trying(request.user, request.POST)
    form = DirectiveForm(apply(request.POST), user=request.user, requesters=requesters)
    found = try_form(form, _draft(request))
    context = {"form": form, "answer": found, "swap": True}
    context["usual"] = usual_of(form, timezone.now())
    if "until" in request.POST:
        context |= displaced_context(form, timezone.now())
    else:
        context["instead"] = meeting_cost(form, timezone.now())
    return render(request, f"{FOLDER}/_preview.html", context)


@login_required
@require_GET
def pick_stations(request: SignedIn) -> HttpResponse:
    """The picker's tree, what a search finds in it, or one branch of a large tree."""
    requesters = load_trying(request.user, request.GET)
    form = DirectiveForm(request.GET, user=request.user, requesters=requesters)
    opened = whole_number(request.GET.get("branch", ""))
    if opened is not None:
        home = form.department.bureau
        one = get_object_or_404(Bureau.objects.under(home), pk=opened)
        ticked, whole = form.ids("stations"), form.ids("bureaus")
        found = step(one, ticked, whole)
        context = {"step": found, "chosen": found.chosen}
        return render(request, f"{FOLDER}/_step.html", context)
    context = {"form": form, "picker": picker_of(form, request.GET)}
    return render(request, f"{FOLDER}/_picker.html", context)


def _posted(
    request: SignedIn, requesters: Sequence[Department], row: Directive | None
) -> HttpResponse:
    """Issue, keep, or only look again; a refusal shows the page with its reasons."""
    data = apply(request.POST)
    form = DirectiveForm(data, user=request.user, requesters=requesters)
    act = request.POST.get("act", "")
    if act.startswith("join:"):
        return _joined(request, form, data, row, act.removeprefix("join:"))
    if act not in SENT:
        return _page(request, form, row)
    now = timezone.now()
    try:
        kind = ISSUE if act == "issue" else DRAFT
        if left := left_to_worker(request, form, now, kind):
            return left
        sent = "draft" if act == "form" else act
        made, fresh = send_once(request, form, row, act=sent, now=now)
    except (Refused, ReasonNeeded, ValidationError) as error:
        if row is not None and is_overtaken(error):
            form = _clashing(request, data, requesters, row)
        elif isinstance(error, ValidationError):
            form.refuse(error)
        if isinstance(error, SentBefore):
            data["key"] = str(uuid.uuid4())
        tell_refused(request, form)
        return _page(request, form, row, refused=True)
    if not fresh:
        messages.info(
            request, _("This form had been sent before: nothing was doubled.")
        )
    if act == "form":
        return redirect("coordination:directive_form", pk=made.pk)
    to_edit = made.state in EDITABLE
    name = "coordination:edit_draft" if to_edit else "coordination:directive"
    return redirect(name, pk=made.pk)


def _typed(
    request: SignedIn, typed: Typed, requesters: Sequence[Department]
) -> DirectiveForm:
    """What was left to a worker and came to nothing, as it was typed, with why."""
    messages.warning(request, typed.problem)
    data = apply(typed.fields)
    return DirectiveForm(data, user=request.user, requesters=requesters)


def _clashing(
    request: SignedIn, data: QueryDict, requesters: Sequence[Department], row: Directive
) -> DirectiveForm:
    """The form as it was typed, with what another wrote into the draft meanwhile."""
    now = load_directive(request.user, row.pk)
    form = DirectiveForm(
        data, user=request.user, requesters=requesters, initial=initial_of(now)
    )
    form.collision = collide(form, now)
    form.refuse(ValidationError({"state": [form.collision.text]}))
    return form


def _joined(
    request: SignedIn,
    form: DirectiveForm,
    data: QueryDict,
    row: Directive | None,
    text: str,
) -> HttpResponse:
    """Another department's task serves some stations; the form goes on without."""
    try:
        party = joined(request, form, whole_number(text) or 0)
    except ValidationError as error:
        form.refuse(error)
        return _page(request, form, row, refused=True)
    rest = without(data, form, party)
    if not rest.getlist("stations"):
        return redirect("coordination:directive", pk=party.directive_id)
    left = DirectiveForm(rest, user=form.user, requesters=form.requesters)
    return _page(request, left, row)


def _page(
    request: SignedIn,
    form: DirectiveForm,
    row: Directive | None,
    *,
    refused: bool = False,
    later: bool = False,
) -> HttpResponse:
    """`later`: the trial run is fetched once the page is there."""
    found = cost = None
    if form.is_bound and not later:
        # A twin is judged: looking at the answer is no reason to mark empty fields.
        twin = DirectiveForm(form.data, user=form.user, requesters=form.requesters)
        found = try_form(twin, row)
        cost = meeting_cost(twin, timezone.now())
    context = {
        "form": form,
        "row": row,
        "task_form": task_form_of(row) if row else None,
        "answer": found,
        "instead": cost,
        "usual": usual_of(form, timezone.now()),
        "picker": picker_of(form, request.POST),
        "refused": refused,
        "later": later or (row is not None and not form.is_bound),
        "to_correct": len(form.errors) if refused else 0,
    }
    if request.POST.get("act") == "slots":
        twin = DirectiveForm(form.data, user=form.user, requesters=form.requesters)
        context |= slots_context(twin)
    return render(
        request, f"{FOLDER}/composer.html", context, status=422 if refused else 200
    )


def _draft(request: SignedIn) -> Directive | None:
    """The draft that is being written on, if one is kept: `?draft=ID`."""
    asked = whole_number(request.GET.get("draft", "")) or 0
    return Directive.objects.visible_to(request.user).filter(pk=asked).first()


def try_form(form: DirectiveForm, row: Directive | None = None) -> Answer:
    now = timezone.now()
    form.judge(now)
    return answer(form, now=now, row=row)


def picker_of(form: StationsForm, sent: QueryDict) -> Picker:
    return picker(
        form.department.bureau,
        chosen=form.ids("stations"),
        bureaus=form.ids("bureaus"),
        groups=form.ids("groups"),
        search=sent.get("station_q", "")[:60],
    )
