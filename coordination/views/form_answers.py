"""A station fills in the form of a task, halfway or to the end, by page or by Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from coordination.answer_sheets import read_answers, sheets
from coordination.boxes import boxes
from coordination.collating.previous import answers_to, task_before
from coordination.forms.asking import typed_notes, typed_values
from coordination.views.ledger import parse_hours
from desk.answers import workbook_answer
from desk.importing import RowProblem
from desk.sheets.writing import book_bytes
from organization.http import SignedIn, whole_number
from organization.models import User
from organization.permissions import authorise
from tasking.models import Assignment, FormAnswer, TaskForm
from tasking.services import acts
from tasking.services.answering_forms import Answers, draft_of, save_answers
from tasking.services.report_forms import form_of

STALE = gettext_lazy("Somebody changed this meanwhile. Look at it again, then save.")


@dataclass
class Sheet:
    """What stands on the page: values and notes by key, messages beside fields."""

    values: dict[str, Any] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rows: Sequence[RowProblem] = ()
    problem: str = ""


@login_required
@require_http_methods(["GET", "POST"])
def answer_form(request: SignedIn, pk: int) -> HttpResponse:
    """Fill it in; handing it in reports the task."""
    row, held = load_asked(request.user, pk)
    if not row.is_live:
        if request.method == "POST":
            messages.warning(request, _("This has been reported, or is owed no more."))
        return redirect("coordination:answers_at", pk=row.pk)
    if request.method == "GET":
        return _page(request, row, held, _kept(row))
    act = request.POST.get("act", "save")
    if act == "upload":
        return _uploaded(request, row, held)
    sheet = _typed(request, held)
    if act == "last":
        _as_last_time(row, held, sheet)
        return _page(request, row, held, sheet)
    if act not in ("save", "report"):
        return _page(request, row, held, sheet)
    return _save(request, row, held, sheet, act)


@login_required
@require_GET
def answer_form_file(request: SignedIn, pk: int) -> HttpResponse:
    """The form as a workbook, with what is known."""
    row, held = load_asked(request.user, pk)
    kept = _kept(row)
    before = _last_time(row, held)
    made = sheets(held.form.fields, kept.values, kept.notes, before)
    return workbook_answer(book_bytes(made), f"answers-{row.station.code}-{row.pk}")


def load_asked(user: User, pk: int) -> tuple[Assignment, TaskForm]:
    """Load and authorise; 404 where nothing is asked by a form."""
    seen = Assignment.objects.visible_to(user).select_related(
        "directive__department__bureau", "station__bureau", "department__bureau"
    )
    row = get_object_or_404(seen, pk=pk)
    authorise(user, "assignment.report", row.station)
    held = form_of(row.directive)
    if held is None:
        raise Http404
    return row, held


def _save(
    request: SignedIn, row: Assignment, held: TaskForm, sheet: Sheet, act: str
) -> HttpResponse:
    version = whole_number(request.POST.get("seen", ""))
    answers = Answers(sheet.values, sheet.notes, version)
    given: dict[str, Any] = {"by": request.user, "assignment": row}
    given |= {"now": timezone.now(), "answers": answers}
    try:
        if act == "report":
            text = request.POST.get("text", "").replace("\0", "")[:2000]
            took = parse_hours(request.POST.get("hours_taken", ""))
            acts.report(**given, text=text, took_units=took)
        else:
            save_answers(**given)
    except ValidationError as error:
        keys = {one.key for one in held.form.fields}
        found = error.message_dict
        sheet.wrong = {name: found[name] for name in found if name in keys}
        rest = [m for name in found if name not in keys for m in found[name]]
        sheet.problem = " ".join(rest)
        return _page(request, row, held, sheet, status=422)
    except acts.Stale:
        sheet.problem = str(STALE)
        return _page(request, row, held, sheet, status=409)
    if act == "report":
        messages.success(request, _("Handed in; the task is reported."))
        return redirect("coordination:answers_at", pk=row.pk)
    messages.success(request, _("Kept. It is not handed in yet."))
    return redirect("coordination:answer_form", pk=row.pk)


def _uploaded(request: SignedIn, row: Assignment, held: TaskForm) -> HttpResponse:
    """What a workbook says fills the page; nothing is kept until somebody saves."""
    sheet, file = _kept(row), request.FILES.get("file")
    try:
        if file is None:
            raise ValidationError(_("Choose a file."))
        found = read_answers(file, held.form.fields)
    except ValidationError as error:
        sheet.problem = " ".join(error.messages)
        return _page(request, row, held, sheet, status=422)
    sheet.values |= found.values
    sheet.notes = {**sheet.notes, **found.notes}
    sheet.rows = sorted(found.problems, key=lambda one: one.row or 0)
    if not found.problems:
        told = _("Read from the file: look at it, then keep it or hand it in.")
        messages.info(request, told)
    return _page(request, row, held, sheet, status=422 if found.problems else 200)


def _typed(request: SignedIn, held: TaskForm) -> Sheet:
    fields = held.form.fields
    typed = typed_values(fields, request.POST)
    return Sheet(typed, typed_notes(fields, request.POST))


def _as_last_time(row: Assignment, held: TaskForm, sheet: Sheet) -> None:
    """What rarely changes is taken over; what was typed elsewhere stays."""
    before = _last_time(row, held)
    for one in held.form.fields:
        if one.steady and one.key in before:
            sheet.values[one.key] = before[one.key]


def _kept(row: Assignment) -> Sheet:
    """The draft; of returned work, what was handed in last."""
    handed_in = FormAnswer.objects.standing().filter(assignment=row)
    found = draft_of(row) or handed_in.first()
    return Sheet(dict(found.values), dict(found.notes)) if found else Sheet()


def _last_time(row: Assignment, held: TaskForm) -> dict[str, Any]:
    found = answers_to(task_before(held), [row.station_id]).get(row.station_id)
    return dict(found.values) if found else {}


def _page(
    request: SignedIn,
    row: Assignment,
    held: TaskForm,
    sheet: Sheet,
    *,
    status: int = 200,
) -> HttpResponse:
    draft = draft_of(row)
    before = _last_time(row, held)
    fields = held.form.fields
    seen = whole_number(request.POST.get("seen", ""))
    context = {
        "row": row,
        "directive": row.directive,
        "held": held,
        "boxes": boxes(fields, sheet.values, sheet.notes, before, sheet.wrong),
        "steady": any(one.steady and one.key in before for one in fields),
        "draft": draft,
        "seen": (draft.version if draft else 0) if seen is None else seen,
        "text": request.POST.get("text", ""),
        "took": request.POST.get("hours_taken", ""),
        "returned": _returned(row),
        "wrong": len(sheet.wrong),
        "rows": sheet.rows,
        "problem": sheet.problem,
    }
    name = "coordination/asking/answer.html"
    return render(request, name, context, status=status)


def _returned(row: Assignment) -> str:
    """Why the department sent it back."""
    if row.state != Assignment.State.RETURNED:
        return ""
    last = row.entries.filter(act="return").last()
    return last.note if last else ""
