"""The audit trail as lists to take along: the pages themselves stand a room below."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from desk.lists import Column, Listing, as_time, kind_asked, pieces, taken_out
from organization import trail, trail_shown
from organization.http import SignedIn
from organization.permissions import authorise


@login_required
@require_GET
def audit_list(request: SignedIn) -> HttpResponseBase:
    """Narrowed as the page is; in the kind that `as` names, 404 without."""
    kind = _kind(request)
    return taken_out(request, kind, _acts(trail.ActNarrowing(request.GET)))


@login_required
@require_GET
def audit_changes_list(request: SignedIn) -> HttpResponseBase:
    """The same of changes of rows."""
    kind = _kind(request)
    return taken_out(request, kind, _changes(trail.ChangeNarrowing(request.GET)))


def _kind(request: SignedIn) -> str:
    authorise(request.user, "audit.view")
    kind = kind_asked(request)
    if not kind:
        raise Http404
    return kind


def _acts(form: trail.ActNarrowing) -> Listing[Any]:
    columns: list[Column[Any]] = [
        Column(_("Time"), lambda r: as_time(r.row.at)),
        Column(_("Name"), lambda r: r.row.actor_name),
        Column(_("Act"), lambda r: r.words),
        Column(_("Subject"), lambda r: r.subject),
        Column(_("Unit"), lambda r: r.unit),
        Column(_("Unit code"), lambda r: r.row.unit_code),
        Column(_("Reason"), lambda r: r.row.reason),
        Column(pgettext("an act", "Outcome"), lambda r: r.row.get_outcome_display()),
        Column(pgettext("audit", "Address"), lambda r: r.row.address),
        Column(_("Act, in the system"), lambda r: r.row.action),
        Column(_("Subject, in the system"), lambda r: r.inner),
    ]
    rows = pieces(form.rows(), trail_shown.dressed_acts)
    return Listing("audit", _("Audit trail"), columns, rows, form.words)


def _changes(form: trail.ChangeNarrowing) -> Listing[Any]:
    columns: list[Column[Any]] = [
        Column(_("Time"), lambda r: as_time(r.row.at)),
        Column(_("Name"), lambda r: r.who),
        Column(_("Act"), lambda r: r.act_words),
        Column(_("Subject"), lambda r: f"{r.what} {r.row.row_id}"),
        Column(
            pgettext("a row", "What was done"), lambda r: r.row.get_operation_display()
        ),
        Column(_("Before and after"), lambda r: r.text),
        Column(_("Database role"), lambda r: r.row.role),
        Column(pgettext("audit", "Address"), lambda r: r.row.address),
        Column(_("Act, in the system"), lambda r: r.act.action if r.act else ""),
        Column(_("Subject, in the system"), lambda r: r.inner),
        Column(_("Columns, in the system"), lambda r: ", ".join(sorted(r.row.changes))),
    ]
    rows = pieces(form.rows(), trail_shown.dressed)
    return Listing("audit_changes", _("Changes of rows"), columns, rows, form.words)
