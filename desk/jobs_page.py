"""Pages: long work that one asked for, how far it is, and stopping it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from desk.models import Job
from desk.services import cancel_job
from desk.watching import watched
from desk.work_shown import Shown, shown_as
from organization.http import SignedIn
from organization.models import User
from organization.permissions import authorise, may_somewhere
from organization.wall import lifted

ROWS = 50


@dataclass(frozen=True)
class Row:
    """A job as the page lists it; `url` leads to what came of it."""

    job: Job
    shown: Shown | None
    url: str

    @property
    def title(self) -> str:
        """In the reader's language; a kind of another release names itself."""
        return str(self.shown.title) if self.shown else self.job.kind

    @property
    def name(self) -> str:
        """What was handed in, where that has a name."""
        return str(self.job.result.get("name", ""))

    @property
    def may_stop(self) -> bool:
        open_ = self.job.ended_at is None and not self.job.cancel_requested
        return open_ and not (self.shown and self.shown.unstoppable)


def running(user: User) -> QuerySet[Any, Any]:
    """One's own that are under way, for the number in the bar."""
    return Job.objects.visible_to(user).filter(state__in=Job.OPEN).values("pk")


@login_required
@require_GET
def jobs(request: SignedIn) -> HttpResponse:
    """The latest first: one's own, or with `?all=1` everybody's for who keeps the
    system."""
    everybody = request.GET.get("all") == "1"
    if everybody:
        authorise(request.user, "system.view")
    found = Job.objects.all() if everybody else Job.objects.visible_to(request.user)
    found = found.select_related("created_by").order_by("-pk")
    whole = lifted("who keeps the system sees what runs, whoever began it")
    with whole if everybody else nullcontext():
        page = Paginator(found, ROWS).get_page(request.GET.get("page"))
        rows = rows_of(request.user, list(page))
    watched(request, *page)
    context = {
        "page": page,
        "rows": rows,
        "everybody": everybody,
        "may_see_all": may_somewhere(request.user, "system.view"),
        "open": sum(row.job.ended_at is None for row in rows),
        "query": "all=1&" if everybody else "",
    }
    return render(request, "desk/jobs.html", context)


def rows_of(user: User, jobs: Sequence[Job]) -> list[Row]:
    """With where each leads that the person may open, asked once per kind."""
    shown, by_kind = shown_as(), defaultdict(list)
    for job in jobs:
        by_kind[job.kind].append(job)
    urls: dict[int, str] = {}
    for kind, same in by_kind.items():
        if kind in shown:
            urls |= shown[kind].pages(_open_to(user, shown[kind], same))
    return [Row(job, shown.get(job.kind), urls.get(job.pk, "")) for job in jobs]


def _open_to(user: User, shown: Shown, jobs: Sequence[Job]) -> list[Job]:
    """One's own, and what of others one may see."""
    own = {job.pk for job in jobs if job.created_by_id == user.pk}
    other = [job for job in jobs if job.pk not in own]
    may_open = own | (shown.others(user, other) if other else set())
    return [job for job in jobs if job.pk in may_open]


@login_required
@require_POST
def stop_job(request: SignedIn, pk: int) -> HttpResponse:
    """It ends at its next step; what it found so far stays."""
    keeps = may_somewhere(request.user, "system.view")
    seen = Job.objects.all() if keeps else Job.objects.visible_to(request.user)
    job = get_object_or_404(seen, pk=pk)
    (row,) = rows_of(request.user, [job])
    if row.may_stop:
        cancel_job(by=request.user, job=job)
        messages.success(request, _("It is being stopped at its next step."))
    elif row.shown and row.shown.unstoppable and job.ended_at is None:
        messages.warning(request, str(row.shown.unstoppable))
    else:
        messages.warning(request, _("It has ended already, or is being stopped."))
    own = job.created_by_id == request.user.pk
    return redirect(reverse("desk:jobs") + ("" if own else "?all=1"))
