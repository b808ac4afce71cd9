"""A report form on a draft: written on the page, taken from Excel or the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.asking_sheets import TITLES, form_sheet, read_form
from coordination.collating.known import known_answers
from coordination.forms.asking import TaskFormForm, lines_of, shown_lines
from coordination.services.reusing import read_instead
from coordination.views.directives import load_directive
from desk.answers import workbook_answer
from desk.importing import RowProblem, told_by_row
from desk.sheets.writing import Sheet, book_bytes
from organization.http import SignedIn, whole_number
from tasking.asking.fields import Kind
from tasking.asking.reading import Numbered, written
from tasking.models import Directive, ReportForm, TaskForm
from tasking.services.report_forms import (
    WRITABLE,
    choose_form,
    drop_form,
    form_of,
    seen_as,
    write_form,
)

LISTED = 50


@login_required
@require_http_methods(["GET", "POST"])
def directive_form(request: SignedIn, pk: int) -> HttpResponse:
    """Which data the task is reported in."""
    row = load_directive(request.user, pk, "form.keep")
    if row.department is None:
        raise Http404
    if row.state not in WRITABLE:
        messages.warning(request, _("This has been sent on: its form stays as it is."))
        return redirect("coordination:directive", pk=row.pk)
    if request.method == "POST":
        return _posted(request, row)
    held = form_of(row)
    lines = written(held.form.fields) if held else []
    return _page(request, row, TaskFormForm(held=held), lines, held=held)


@login_required
@require_GET
def directive_form_file(request: SignedIn, pk: int) -> HttpResponse:
    """The form as a workbook; an empty one where there is none yet."""
    row = load_directive(request.user, pk, "form.keep")
    held = form_of(row)
    fields = held.form.fields if held else ()
    content = book_bytes([Sheet(_("Fields"), form_sheet(fields))])
    return workbook_answer(content, f"form-{row.pk}")


@login_required
@require_POST
def reuse_answers(request: SignedIn, pk: int) -> HttpResponse:
    """What another task has answers to is not asked here."""
    row = load_directive(request.user, pk, "form.keep")
    source = whole_number(request.POST.get("source", "")) or 0

    def act() -> None:
        read_instead(
            by=request.user,
            directive=row,
            source=source,
            now=timezone.now(),
            seen=request.POST.get("seen"),
        )

    return _do(request, row, act, _("Left out; the answers are read there."))


def _posted(request: SignedIn, row: Directive) -> HttpResponse:
    acts = {"choose": _choose, "drop": _drop, "upload": _upload}
    act = request.POST.get("act", "")
    if act in acts:
        return acts[act](request, row)
    lines = lines_of(request.POST)
    form = TaskFormForm(request.POST, held=form_of(row))
    if act == "more":
        return _page(request, row, form, [one.line for one in lines], looks=True)
    return _write(request, row, form, lines, act)


def _write(
    request: SignedIn,
    row: Directive,
    form: TaskFormForm,
    lines: Sequence[Numbered],
    act: str = "",
    heads: Mapping[str, str] | None = None,
) -> HttpResponse:
    try:
        if not form.is_valid():
            raise ValidationError({})
        write_form(
            by=request.user,
            directive=row,
            title=form.cleaned_data["title"],
            lines=lines,
            now=timezone.now(),
            reminders=form.reminders,
            seen=form.cleaned_data["seen"],
        )
    except ValidationError as error:
        found = _told(error, form, heads or {})
        shown = [one.line for one in lines]
        return _page(request, row, form, shown, problems=found)
    messages.success(request, _("The form is kept with the draft."))
    on = "coordination:edit_draft" if act == "done" else "coordination:directive_form"
    return redirect(on, pk=row.pk)


def _upload(request: SignedIn, row: Directive) -> HttpResponse:
    """A workbook takes the place of what stands there, whole or not at all."""
    form = TaskFormForm(request.POST, request.FILES, held=form_of(row))
    form.is_valid()
    file = form.cleaned_data.get("file")
    try:
        if file is None:
            raise ValidationError(_("Choose a file."))
        table, lines = read_form(file)
    except ValidationError as error:
        form.add_error("file", error)
        old = [one.line for one in lines_of(request.POST)]
        return _page(request, row, form, old, problems=[])
    if table.problems:
        old = [one.line for one in lines_of(request.POST)]
        return _page(request, row, form, old, problems=table.problems)
    return _write(request, row, form, lines, heads=table.heads)


def _choose(request: SignedIn, row: Directive) -> HttpResponse:
    """A form of the department's list, in its latest version."""
    pk = whole_number(request.POST.get("form", "")) or 0
    form = get_object_or_404(ReportForm.objects.visible_to(request.user), pk=pk)
    seen = request.POST.get("seen", "")

    def act() -> None:
        choose_form(by=request.user, directive=row, form=form, seen=seen)

    return _do(request, row, act, _("The form is kept with the draft."))


def _drop(request: SignedIn, row: Directive) -> HttpResponse:
    seen = request.POST.get("seen", "")

    def act() -> None:
        drop_form(by=request.user, directive=row, seen=seen)

    return _do(request, row, act, _("The task has no form any more."))


def _do(request: SignedIn, row: Directive, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        held = form_of(row)
        found = [RowProblem(None, "", message) for message in error.messages]
        lines = written(held.form.fields) if held else []
        form = TaskFormForm(held=held)
        return _page(request, row, form, lines, problems=found, held=held)
    messages.success(request, said)
    return redirect("coordination:directive_form", pk=row.pk)


def _told(
    error: ValidationError, form: TaskFormForm, heads: Mapping[str, str]
) -> list[RowProblem]:
    """Beside the form's own fields, or by line."""
    titles = {name: str(title) for name, title in TITLES.items()} | dict(heads)
    found = []
    for one in told_by_row(error, titles) if error.message_dict else []:
        found.append(one)
    for name in ("title", "before", "after"):
        for message in error.message_dict.get(name, ()):
            form.add_error(name, message)
    known = {m for name in form.errors for m in form.errors[name]}
    return [one for one in found if one.row or one.message not in known]


def _page(
    request: SignedIn,
    row: Directive,
    form: TaskFormForm,
    lines: Sequence[Mapping[str, str]],
    *,
    problems: Sequence[RowProblem] | None = None,
    held: TaskForm | None = None,
    looks: bool = False,
) -> HttpResponse:
    held = held or form_of(row)
    own = ReportForm.objects.filter(department=row.department_id).current()
    wrong: dict[int, dict[str, str]] = {}
    for one in problems or ():
        if one.row:
            wrong.setdefault(one.row, {})[one.column] = one.message
    context = {
        "directive": row,
        "form": form,
        "held": held,
        "seen": request.POST.get("seen") if form.is_bound else seen_as(held),
        "lines": shown_lines(lines),
        "written": len(lines),
        "kinds": Kind.choices,
        "titles": TITLES,
        "problems": problems or (),
        "wrong": wrong,
        "known": known_answers(request.user, row, held) if held else (),
        "own": own.exclude(pk=held.form_id if held else 0)[:LISTED],
    }
    refused = problems is not None or (bool(form.errors) and not looks)
    name = "coordination/asking/write.html"
    return render(request, name, context, status=422 if refused else 200)
