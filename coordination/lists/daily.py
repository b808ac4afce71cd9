"""Lists of a station's day: difficulties, and protected time that orders took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coordination.models import OwedTime
from desk.lists import Column, Listing, as_due, as_hours, as_time, pieces
from desk.lists.wording import yes
from tasking.models import Difficulty

Rows = QuerySet[Any, Any]


def difficulties(rows: Rows, narrowed: Sequence[str], now: Any) -> Listing[Any]:
    """As the page lists them, of whatever side; what was said stays on its own page."""
    columns: list[Column[Difficulty]] = [
        Column(_("Difficulty"), lambda r: r.title),
        Column(pgettext("difficulty", "Category"), lambda r: r.get_category_display()),
        Column(_("Station"), lambda r: r.station.label),
        Column(_("Department"), lambda r: r.department.label if r.department else ""),
        Column(_("Urgency"), lambda r: r.get_urgency_display()),
        Column(_("State"), lambda r: r.get_state_display()),
        Column(_("Raised on"), lambda r: as_time(r.raised_at)),
        Column(_("Answer by"), lambda r: as_due(r.answer_due)),
        Column(_("Answer overdue"), lambda r: yes(r.is_late(now))),
        Column(pgettext("difficulty", "Closed on"), lambda r: as_time(r.closed_at)),
    ]
    title = _("Difficulties")
    return Listing("difficulties", title, columns, pieces(rows), narrowed)


def owed(rows: Rows, narrowed: Sequence[str]) -> Listing[Any]:
    """Piece by piece, with both names."""
    columns: list[Column[OwedTime]] = [
        Column(_("Protected for"), lambda r: r.title),
        Column(_("Station"), lambda r: r.station.label),
        Column(_("Start"), lambda r: as_time(r.start)),
        Column(_("End"), lambda r: as_time(r.end)),
        Column(_("Taken by"), lambda r: r.assignment.requester_label),
        Column(_("Task"), lambda r: r.assignment.directive.display_title),
        Column(_("Issued by"), lambda r: _named(r.issued_by)),
        Column(_("Second name"), lambda r: _named(r.second)),
        Column(_("Taken"), lambda r: as_hours(r.hours)),
        Column(_("Still owed"), lambda r: as_hours(r.left_hours)),
        Column(_("State"), lambda r: r.get_state_display()),
        Column(_("To be made up by"), lambda r: r.due_on),
    ]
    return Listing("owed_time", _("Owed time"), columns, pieces(rows), narrowed)


def _named(user: Any) -> str:
    return user.name if user else ""
