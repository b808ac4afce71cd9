"""The audit trail as a list to take along: the page itself stands a room below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from desk.lists import Column, Listing, as_time, kind_asked, pieces, taken_out
from organization.http import SignedIn
from organization.models import AuditEvent
from organization.permissions import authorise


@login_required
@require_GET
def audit_list(request: SignedIn) -> HttpResponseBase:
    """Narrowed as the page is; in the kind that `as` names, 404 without."""
    authorise(request.user, "audit.view")
    kind, name = kind_asked(request), request.GET.get("q", "").replace("\0", "").strip()
    if not kind:
        raise Http404
    return taken_out(request, kind, _listed(name))


def _listed(name: str) -> Listing[Any]:
    rows: Iterable[AuditEvent] = pieces(AuditEvent.objects.latest_of(name))
    columns: list[Column[Any]] = [
        Column(_("Time"), lambda r: as_time(r.at)),
        Column(_("Name"), lambda r: r.actor_name),
        Column(_("Act"), lambda r: r.action),
        Column(_("Subject"), _subject),
        Column(_("Unit"), lambda r: r.unit_code),
        Column(_("Reason"), lambda r: r.reason),
    ]
    return Listing("audit", _("Audit trail"), columns, rows, [name] if name else [])


def _subject(row: AuditEvent) -> str:
    return f"{row.subject_type} {row.subject_id or ''}".strip()
