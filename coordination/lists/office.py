"""The office's queue, and the tasks that come back by a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coordination.ledger.wording import listed
from coordination.models import AdmissionCase
from coordination.views import queue_rows
from desk.lists import Column, Listing, as_due, as_hours, as_time, pieces
from desk.lists.wording import told, yes

RULE = "coordination/series/_rule.html"
Rows = QuerySet[Any, Any]
Dress = Callable[[list[Any]], Iterable[Any]]


def admission(rows: Rows, dress: Dress, narrowed: Sequence[str]) -> Listing[Any]:
    """`queue_rows.Row`s."""
    found = pieces(rows, dress)
    return Listing("admission", _("Admission"), admission_columns(), found, narrowed)


def admission_columns() -> list[Column[Any]]:
    """Of a `queue_rows.Row`."""
    return [
        Column(_("Task"), lambda r: r.case.directive.display_title, "task"),
        Column(
            _("Department"), lambda r: r.case.directive.department.label, "department"
        ),
        Column(_("Number"), lambda r: r.case.number, "number"),
        Column(_("State"), lambda r: r.case.get_state_display(), "state"),
        Column(_("Submitted"), lambda r: as_time(r.case.submitted_at), "submitted"),
        Column(_("Term"), _term, "term"),
        Column(_("Working days left"), _days_left, "days", num=True),
        Column(_("Due"), lambda r: as_due(r.case.directive.due), "due"),
        Column(_("Stations"), lambda r: r.burden.stations, "stations", num=True),
        Column(_("Trial run"), queue_rows.trial, "trial"),
        Column(_("Do not fit"), _of_tally("short"), "short", num=True),
        Column(_("Fit"), _of_tally("fits"), "fits", num=True),
        Column(_("Cannot say"), _of_tally("unknown"), "unknown", num=True),
        Column(_("All fit from"), _fits_from, "from"),
        Column(
            _("Burden, hours"), lambda r: as_hours(r.burden.hours), "burden", num=True
        ),
        Column(
            _("This quarter, hours"),
            lambda r: as_hours(r.burden.quarter),
            "quarter",
            num=True,
        ),
        Column(
            _("What it lacks"), lambda r: listed([str(one) for one in r.lacks]), "lacks"
        ),
    ]


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


def _days_left(row: Any) -> object:
    return None if _is_told(row) else row.days


def _of_tally(name: str) -> Callable[[Any], object]:
    return lambda row: getattr(row.tally, name) if row.tally else None


def _fits_from(row: Any) -> object:
    return as_due(row.tally.fits_from) if row.tally else None


def _is_provisional(row: dict[str, Any]) -> str:
    return yes(row["next"] and row["next"][0].is_provisional)


def _term(row: Any) -> object:
    return None if _is_told(row) else as_due(row.case.due_at)
