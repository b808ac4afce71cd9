"""What was sent and a worker carries out: how far it is, and what came of it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from desk.models import SentForm
from desk.sending.running import KEPT
from desk.watching import watched
from desk.work_shown import shown_as
from organization.http import SignedIn
from organization.models import User


def load_sent(user: User, pk: int) -> SentForm:
    """One's own; 404 for everybody else."""
    rows = SentForm.objects.visible_to(user).defer("content").select_related("job")
    row: SentForm = get_object_or_404(rows, job=pk)
    return row


@login_required
@require_GET
def sent(request: SignedIn, pk: int) -> HttpResponse:
    """How far it has come, then where it stands, or why it came to nothing."""
    row = load_sent(request.user, pk)
    watched(request, row.job)
    shown = shown_as().get(row.job.kind)
    page, _mark, _query = row.address.partition("?")
    context = {
        "row": row,
        "job": row.job,
        "title": shown.title if shown else row.job.kind,
        "name": row.job.result.get("name", ""),
        "step": row.job.result.get("step", ""),
        "said": row.job.result.get("said", ""),
        "back": row.url or f"{page}?typed={row.job_id}",
        "typed": not row.url,
        "until": row.job.created_at + KEPT,
    }
    return render(request, "desk/sent.html", context)
