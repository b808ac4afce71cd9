"""Trying the engine on one's own table: hand in, wait, read, take away."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coordination.files.template import template
from coordination.forms.trying import TableForm
from coordination.services.trying import KEPT, TRIAL, begin_trial
from coordination.trial import answer_book, showing
from desk.answers import workbook_answer
from desk.models import Job
from desk.taking.answers import file_out
from desk.taking.file import packed
from desk.watching import watched
from organization.http import SignedIn
from organization.models import User

RECENT = 10
STATIONS = 50


@login_required
@require_http_methods(["GET", "POST"])
def try_table(request: SignedIn) -> HttpResponse:
    """The form and what one handed in today; a file is queued and looked at there."""
    form = TableForm()
    if request.method == "POST":
        form = TableForm(request.POST, request.FILES)
        job = _queued(request, form) if form.is_valid() else None
        if job is not None:
            return redirect("coordination:trial", job.pk)
    context = {"form": form, "trials": _recent(request.user)[:RECENT]}
    status = 422 if form.errors else 200
    return render(request, "coordination/try.html", context, status=status)


@login_required
@require_GET
def try_template(request: SignedIn) -> HttpResponse:
    """The table to fill in."""
    return workbook_answer(template(timezone.localdate()), _("Table to try"))


@login_required
@require_GET
def trial(request: SignedIn, pk: int) -> HttpResponse:
    """How far it has come, then the answer or what is to be mended."""
    job = get_object_or_404(_recent(request.user), pk=pk)
    watched(request, job)
    answer = showing.shown(job.result)
    context: dict[str, Any] = {
        "job": job,
        "open": job.ended_at is None,
        "problems": showing.problems(job.result),
        "problem_count": job.result.get("count", 0),
        "answer": answer,
        "until": job.created_at + KEPT,
    }
    if answer is not None:
        context |= showing.summary(answer)
        pages = Paginator(answer.stations, STATIONS)
        context["page"] = pages.get_page(request.GET.get("page"))
    return render(request, "coordination/trial.html", context)


@login_required
@require_GET
def trial_file(request: SignedIn, pk: int) -> HttpResponseBase:
    """The answer, or the rows to be mended, as a workbook."""
    job = get_object_or_404(_recent(request.user), pk=pk)
    answer = showing.shown(job.result)
    wrong = showing.problems(job.result)
    if answer is not None:
        file = packed(
            _("Answer"),
            lambda told: answer_book.answer_book(answer, told),
            answer.stations.__len__,
            kind="trial",
        )
        return file_out(request, file)
    if not wrong:
        raise Http404
    return workbook_answer(answer_book.problem_book(wrong), _("To be mended"))


def _recent(user: User) -> Any:
    """One's own tables of the last day, the newest first."""
    since = timezone.now() - KEPT
    rows = Job.objects.visible_to(user).filter(kind=TRIAL, created_at__gte=since)
    return rows.order_by("-pk")


def _queued(request: SignedIn, form: TableForm) -> Job | None:
    name, content = form.content()
    try:
        return begin_trial(by=request.user, name=name, content=content)
    except ValidationError as error:
        form.add_error(None, error)
        return None
