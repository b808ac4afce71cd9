"""The forms of the own departments, and what their fields are called."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.asking_sheets import form_sheet
from coordination.forms.asking import TextForm
from coordination.views.attempts import Refusal, attempt
from desk.answers import workbook_answer
from desk.sheets.writing import Sheet, book_bytes
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise, may
from tasking.asking.judging import demands
from tasking.models import ReportForm
from tasking.services.report_forms import correct_words

PER_PAGE = 50


@login_required
@require_GET
def report_forms(request: SignedIn) -> HttpResponse:
    """Every form in its latest version."""
    authorise(request.user, "form.list")
    rows = ReportForm.objects.visible_to(request.user).current()
    rows = rows.select_related("department__bureau").annotate(used=Count("tasks"))
    page = Paginator(rows.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "coordination/asking/library.html", {"page": page})


@login_required
@require_GET
def report_form(request: SignedIn, pk: int) -> HttpResponse:
    """What it asks, and the tasks that asked by it."""
    return _page(request, _load(request.user, pk))


@login_required
@require_GET
def report_form_file(request: SignedIn, pk: int) -> HttpResponse:
    """The form as a workbook, to be changed and handed in on another draft."""
    row = _load(request.user, pk)
    content = book_bytes([Sheet(_("Fields"), form_sheet(row.fields))])
    return workbook_answer(content, f"form-{row.pk}")


@login_required
@require_POST
def correct_form(request: SignedIn, pk: int, key: str) -> HttpResponse:
    """What one field is called."""
    row = _load(request.user, pk)
    authorise(request.user, "form.keep", row.department)
    form = TextForm(request.POST)

    def act() -> object:
        form.is_valid()
        return correct_words(
            by=request.user,
            form=row,
            key=key,
            label=form.cleaned_data.get("label", ""),
            help_text=form.cleaned_data.get("help", ""),
            version=form.version_seen,
        )

    try:
        attempt(act, form)
    except Refusal as refusal:
        found = [str(m) for name in form.errors for m in form.errors[name]]
        problem = " ".join([refusal.problem, *found]).strip()
        return _page(request, row, problem=problem, at=key)
    messages.success(request, _("Corrected. The old wording is in the audit trail."))
    return redirect("coordination:report_form", pk=row.pk)


def _load(user: User, pk: int) -> ReportForm:
    rows = ReportForm.objects.visible_to(user).select_related("department__bureau")
    row = get_object_or_404(rows, pk=pk)
    authorise(user, "form.list")
    return row


def _page(
    request: SignedIn, row: ReportForm, problem: str = "", at: str = ""
) -> HttpResponse:
    fields = row.fields
    by_key = {field.key: field for field in fields}
    tasks = row.tasks.select_related("directive").order_by("-directive__due")
    context = {
        "row": row,
        "fields": [(field, demands(field, by_key)) for field in fields],
        "tasks": tasks[:20],
        "versions": ReportForm.objects.filter(family=row.family).order_by("-number"),
        "writes": may(request.user, "form.keep", row.department),
        "problem": problem,
        "at": at,
    }
    status = 422 if problem else 200
    return render(request, "coordination/asking/form.html", context, status=status)
