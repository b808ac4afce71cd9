"""The share of what lies outside police duties, and the register as a workbook."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.core.facts import hours
from coordination.models import RemitReport
from coordination.remit_share import shares
from coordination.views.remit import filtered, filters_of
from desk.answers import workbook_answer
from desk.sheets.writing import xlsx_bytes
from organization.http import SignedIn
from organization.permissions import authorise

WIDTHS = (12, 20, 14, 22, 30, 24, 10, 20, 20, 24)
MOST = 5000
SHOWN = 40


@login_required
@require_GET
def remit_share(request: SignedIn) -> HttpResponse:
    """By month, by who asks, by station; the figures stand beside the bars."""
    authorise(request.user, "remit.share")
    found = shares(request.user, timezone.now())
    context = {
        "found": found,
        "requesters": found.requesters[:SHOWN],
        "stations": found.stations[:SHOWN] if len(found.stations) > 1 else [],
    }
    return render(request, "coordination/remit/share.html", context)


@login_required
@require_GET
def remit_file_of_all(request: SignedIn) -> HttpResponse:
    """What the list shows, all pages of it, as a workbook."""
    seen = filtered(RemitReport.objects.visible_to(request.user), filters_of(request))
    rows = seen.select_related("station").order_by("-pk")[:MOST]
    heading = [
        *(_("Reported"), _("Station"), _("Kind of body"), _("Asked by")),
        *(_("What they ask"), _("Basis they name"), _("Hours"), _("State")),
        *(_("Whose business it is"), _("Letter sent on")),
    ]
    title = _("Out-of-remit reports")
    content = xlsx_bytes(title, heading, map(_cells, _all(rows)), WIDTHS)
    return workbook_answer(content, f"remit-{timezone.localdate()}")


def _all(rows: QuerySet[RemitReport]) -> Any:
    return rows.iterator(chunk_size=500)


def _cells(row: RemitReport) -> list[object]:
    return [
        timezone.localdate(row.reported_at),
        row.station.label,
        row.get_body_display(),
        row.requester,
        row.matter,
        row.basis,
        "" if row.effort_units is None else hours(row.effort_units),
        row.get_state_display(),
        row.routed_to,
        row.routed_letter,
    ]
