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

    def dressed(some: list[Difficulty]) -> list[tuple[Difficulty, bool]]:
        return [(row, row.is_late(now)) for row in some]

    found, title = pieces(rows, dressed), _("Difficulties")
    return Listing("difficulties", title, difficulty_columns(), found, narrowed)


def difficulty_columns() -> list[Column[Any]]:
    """Of (difficulty, whether its answer is late)."""
    category, closed = (
        pgettext("difficulty", "Category"),
        pgettext("difficulty", "Closed on"),
    )
    return [
        Column(_("Difficulty"), lambda r: r[0].title, "difficulty"),
        Column(category, lambda r: r[0].get_category_display(), "category"),
        Column(_("Station"), lambda r: r[0].station.label, "station"),
        Column(_("Department"), _department, "department"),
        Column(_("Urgency"), lambda r: r[0].get_urgency_display(), "urgency"),
        Column(_("State"), lambda r: r[0].get_state_display(), "state"),
        Column(_("Raised on"), lambda r: as_time(r[0].raised_at), "raised"),
        Column(_("Answer by"), lambda r: as_due(r[0].answer_due), "until"),
        Column(_("Answer overdue"), lambda r: yes(r[1]), "late"),
        Column(closed, lambda r: as_time(r[0].closed_at), "closed"),
    ]


def _department(row: tuple[Difficulty, bool]) -> str:
    return row[0].department.label if row[0].department else ""


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
