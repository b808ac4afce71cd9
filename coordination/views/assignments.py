"""One task at one station, with everything that was done with it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from coordination.ledger.reading import is_overdue
from coordination.models import Conflict
from organization.http import SignedIn
from tasking.models import Assignment


@login_required
@require_GET
def assignment(request: SignedIn, pk: int) -> HttpResponse:
    """Intent, basis, standard, dates, the log, and the conflicts it is part of."""
    seen = Assignment.objects.visible_to(request.user).select_related(
        "directive__department", "directive__approver", "department", "station__bureau"
    )
    row = get_object_or_404(seen, pk=pk)
    conflicts = (
        Conflict.objects.visible_to(request.user)
        .open()
        .filter(station=row.station, members__contains=[{"assignment": str(row.pk)}])
    )
    context = {
        "row": row,
        "directive": row.directive,
        "station": row.station,
        "late": is_overdue(row, timezone.now()),
        "entries": row.entries.select_related("by"),
        "conflicts": conflicts,
    }
    return render(request, "coordination/assignment.html", context)
