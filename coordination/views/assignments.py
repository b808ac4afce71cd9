"""One task at one station, with everything that was done with it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from budget.views.loading import sees
from coordination.costs import last_said, spent_for
from coordination.forms.acts import RedateForm
from coordination.ledger.reading import is_overdue
from coordination.models import Conflict, Objection, ObjectionEntry, RemitReport
from coordination.views.station_rows import may_redate
from organization.http import SignedIn
from organization.models import User
from organization.permissions import may
from tasking.models import STATION_ACTS, Assignment, items_at
from tasking.services.report_forms import form_of

SHOWN = (
    *("directive__department", "directive__approver", "directive__emergency"),
    *("department__bureau", "station__bureau"),
)


@login_required
@require_GET
def assignment(request: SignedIn, pk: int) -> HttpResponse:
    """Intent, basis, standard, dates, the log, and the conflicts it is part of."""
    seen = Assignment.objects.visible_to(request.user).select_related(*SHOWN)
    return assignment_page(request, get_object_or_404(seen, pk=pk))


def assignment_page(
    request: SignedIn,
    row: Assignment,
    *,
    dates: RedateForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """`dates` is the form as it was refused."""
    user, unit = request.user, row.department or row.station
    if dates is None or not row.is_live:
        mine = may_redate(user, row, unit)
        dates = RedateForm(row) if mine else None
    conflicts = (
        Conflict.objects.visible_to(request.user)
        .open()
        .filter(station=row.station, members__contains=[{"assignment": str(row.pk)}])
    )
    sponsor = row.department_id in request.user.scope.departments
    context = {
        "row": row,
        # Who acts for a reserved task, and in which words, would say whose it is.
        "hidden": row.directive.reserved and not sponsor,
        "station_acts": STATION_ACTS,
        "directive": row.directive,
        "station": row.station,
        "items": _items(row),
        "late": is_overdue(row, timezone.now()),
        "entries": row.entries.select_related("by"),
        "conflicts": conflicts,
        "opinions": _opinions(request.user, row),
        "reports": RemitReport.objects.visible_to(request.user)
        .filter(assignment=row)
        .order_by("-pk"),
        "may_object": row.is_live
        and row.department is not None
        and not row.directive.reserved
        and may(request.user, "objection.file", row.station),
        **_money(request.user, row),
        "dates": dates,
        "task_form": form_of(row.directive),
        "answers_form": row.is_live and may(user, "assignment.report", row.station),
        "may_progress": row.is_live
        and not row.is_event
        and may(user, "assignment.progress", row.station),
        "problem": problem,
    }
    return render(request, "coordination/assignment.html", context, status=status)


def _money(user: User, row: Assignment) -> dict[str, Any]:
    """What it costs the station as was said, and as it spent. Of reserved strength, and
    of a station's own plan, there is nothing to say."""
    if row.directive.reserved or row.department is None:
        return {}
    own = row.department_id in user.scope.departments
    return {
        "cost": last_said(row.directive),
        "spent": spent_for(row) if own or sees(user, row.station) else None,
        "may_spend": may(user, "money.spend", row.station),
    }


def _items(row: Assignment) -> list[str]:
    """The data this station is asked for."""
    items, parties = row.directive.data_items, row.directive.parties
    return items_at(items, row.station_id, parties.all()) if items else []


def _opinions(user: User, row: Assignment) -> list[tuple[Objection, ObjectionEntry]]:
    """The station's opinions on it, the newest first, each with its last step."""
    seen = Objection.objects.visible_to(user).filter(assignment=row)
    found = seen.prefetch_related("entries").order_by("-pk")
    return [(each, list(each.entries.all())[-1]) for each in found]
