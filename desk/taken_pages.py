"""A file of many rows: how far it is, and handing it out to who asked for it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from desk.answers import attached
from desk.models import Job, TakenFile
from desk.services.taking import TAKING, note_fetched
from desk.taking.again import again
from desk.taking.running import KEPT
from desk.watching import watched
from organization.http import SignedIn
from organization.models import User


def load_taking(user: User, pk: int) -> Job:
    """One's own; 404 for everybody else."""
    rows = Job.objects.visible_to(user).filter(kind=TAKING)
    return get_object_or_404(rows, pk=pk)


def load_taken(user: User, pk: int) -> TakenFile:
    """One's own; 404 also for who has lost a role it was written with, and for who may
    not open any more what it was taken from."""
    seen = TakenFile.objects.visible_to(user).select_related("job")
    row: TakenFile = get_object_or_404(seen, job=pk)
    try:
        again(user, row.job.result["address"])
    except PermissionDenied:
        raise Http404 from None
    return row


@login_required
@require_GET
def taken(request: SignedIn, pk: int) -> HttpResponse:
    """How far it has come, then the file."""
    job = load_taking(request.user, pk)
    watched(request, job)
    files = TakenFile.objects.visible_to(request.user).filter(job=job)
    context = {
        "job": job,
        "file": files.defer("content").first(),
        "until": job.created_at + KEPT,
        "address": job.result["address"],
    }
    return render(request, "desk/taken.html", context)


@login_required
@require_GET
def taken_file(request: SignedIn, pk: int) -> HttpResponse:
    """The file itself."""
    row = load_taken(request.user, pk)
    note_fetched(by=request.user, file=row)
    return attached(bytes(row.content), row.name, row.media_type)
