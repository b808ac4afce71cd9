"""Lists of this room as they are taken out of their pages, see `desk.lists`.

Visits and posting orders are not: the one is private, the other confidential until it
is decided, and neither belongs into a file that is passed around.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.lists import Column, Listing, as_time, pieces
from desk.lists.known import Known, register
from personnel.models import Commendation, LeaveRequest, Officer, StaffingRequest
from personnel.quarters import Quarter


def officers(rows: QuerySet[Officer], narrowed: Sequence[str]) -> Listing[Any]:
    """With `then` and `away` of the day asked for beside each."""
    columns, title = officer_columns(), _("Officers")
    return Listing("officers", title, columns, pieces(rows), narrowed)


def officer_columns() -> list[Column[Any]]:
    """With `then` and `away` beside each."""
    return [
        Column(_("Name"), lambda r: r.name, "name"),
        Column(_("Police number"), lambda r: r.police_number, "number"),
        Column(_("Category"), lambda r: r.get_category_display(), "category"),
        Column(_("Rank"), lambda r: r.rank, "rank"),
        Column(_("Unit"), lambda r: r.then[0].unit.label if r.then else "", "unit"),
        Column(_("Post"), lambda r: r.then[0].post if r.then else "", "post"),
        Column(_("Posting"), lambda r: _kind(r.then), "posting"),
        Column(_("Leave"), lambda r: _kind(r.away) if r.then else "", "leave"),
    ]


OFFICERS = Known(
    "officers",
    gettext_lazy("Officers"),
    "personnel:officers",
    ("q", "unit", "category", "on"),
    officer_columns,
    ("name", "number", "rank", "unit", "post", "posting", "leave"),
    rights=("personnel.view", "personnel.view_own"),
)
register(OFFICERS)


def leave_requests(rows: QuerySet[LeaveRequest]) -> Listing[Any]:
    columns: list[Column[Any]] = [
        Column(_("Officer"), lambda r: r.officer.name),
        Column(_("Unit"), _units),
        Column(_("Kind of leave"), lambda r: r.get_kind_display()),
        Column(_("First day"), lambda r: r.first),
        Column(_("Last day"), lambda r: r.last),
        Column(_("State"), lambda r: r.get_state_display()),
    ]
    return Listing("leave", _("Leave"), columns, pieces(rows))


def staffing_requests(rows: QuerySet[StaffingRequest]) -> Listing[Any]:
    columns: list[Column[Any]] = [
        Column(_("Post"), lambda r: r.kind),
        Column(_("Officer"), lambda r: r.officer.name if r.officer else ""),
        Column(_("Station"), lambda r: r.station.label),
        Column(_("How many"), lambda r: r.number),
        Column(_("State"), lambda r: r.get_state_display()),
        Column(_("Asked on"), lambda r: as_time(r.asked_at)),
    ]
    title = _("Requests for officers")
    return Listing("requests", title, columns, pieces(rows))


def commendations(rows: QuerySet[Commendation], quarter: Quarter) -> Listing[Any]:
    """Those published in a quarter."""
    columns: list[Column[Any]] = [
        Column(_("For what"), lambda r: r.title),
        Column(_("Officer"), lambda r: r.officer.name),
        Column(_("Unit"), lambda r: r.unit.label),
        Column(_("What was done"), lambda r: r.deed),
        Column(_("Published on"), lambda r: r.published_on),
        Column(_("Number"), lambda r: r.number),
    ]
    title = _("Commendations")
    return Listing("commendations", title, columns, pieces(rows), [str(quarter)])


def _kind(rows: Sequence[Any]) -> str:
    return rows[0].get_kind_display() if rows else ""


def _units(row: LeaveRequest) -> str:
    return " → ".join(dict.fromkeys(part.unit.label for part in row.places))
