"""The office's queue, and the tasks that come back by a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coordination.ledger.wording import listed
from coordination.models import AdmissionCase
from desk.lists import Column, Listing, as_due, as_hours, as_time, pieces
from desk.lists.wording import told, yes

RULE = "coordination/series/_rule.html"
Rows = QuerySet[Any, Any]
Dress = Callable[[list[Any]], Iterable[Any]]


def admission(rows: Rows, dress: Dress, narrowed: Sequence[str]) -> Listing[Any]:
    """`queue_rows.Row`s."""
    columns: list[Column[Any]] = [
        Column(_("Task"), lambda r: r.case.directive.display_title),
        Column(_("Department"), lambda r: r.case.directive.department.label),
        Column(_("Number"), lambda r: r.case.number),
        Column(_("State"), lambda r: r.case.get_state_display()),
        Column(_("Submitted"), lambda r: as_time(r.case.submitted_at)),
        Column(_("Term"), _term),
        Column(_("Working days left"), lambda r: None if _is_told(r) else r.days),
        Column(_("Due"), lambda r: as_due(r.case.directive.due)),
        Column(_("Stations"), lambda r: r.burden.stations),
        Column(_("Do not fit"), lambda r: r.tally.short if r.tally else None),
        Column(_("Fit"), lambda r: r.tally.fits if r.tally else None),
        Column(_("Cannot say"), lambda r: r.tally.unknown if r.tally else None),
        Column(_("All fit from"), _fits_from),
        Column(_("Burden, hours"), lambda r: as_hours(r.burden.hours)),
        Column(_("This quarter, hours"), lambda r: as_hours(r.burden.quarter)),
        Column(_("What it lacks"), lambda r: listed([str(one) for one in r.lacks])),
    ]
    title = _("Admission")
    return Listing("admission", title, columns, pieces(rows, dress), narrowed)


def series(rows: Iterable[dict[str, Any]]) -> Listing[Any]:
    """Rows of `views.series`: those that run."""
    columns: list[Column[Any]] = [
        Column(_("Task"), lambda r: r["row"].template.title),
        Column(_("Department"), lambda r: r["row"].department.label),
        Column(_("Rule"), lambda r: told(RULE, row=r["row"])),
        Column(_("Next due"), lambda r: r["next"][0].day if r["next"] else None),
        Column(_("Provisional"), _is_provisional),
        Column(_("Draft on"), lambda r: r["next"][1] if r["next"] else None),
        Column(_("Answers for it"), lambda r: r["row"].keeper.name),
    ]
    return Listing("series", _("Recurring tasks"), columns, rows)


def _is_told(row: Any) -> bool:
    return bool(row.case.state == AdmissionCase.State.TOLD)


def _fits_from(row: Any) -> object:
    return as_due(row.tally.fits_from) if row.tally else None


def _is_provisional(row: dict[str, Any]) -> str:
    return yes(row["next"] and row["next"][0].is_provisional)


def _term(row: Any) -> object:
    return None if _is_told(row) else as_due(row.case.due_at)
