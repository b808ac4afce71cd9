"""Lists of one station: what it owes, what changed, what it protects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.core.facts import hours
from coordination.ledger.reading import Reading
from coordination.ledger.rows import Row, listed
from desk.lists import Column, Listing, as_due, as_hours, as_time, pieces
from desk.lists.wording import yes
from organization.models import Station
from organization.templatetags.formats import clock, full_moment, short_hours
from tasking.models import Assignment

NARROWED: dict[str, str | Promise] = {
    "to_sign": gettext_lazy("To sign for"),
    "inside": gettext_lazy("In a critical window"),
    "overdue": gettext_lazy("Overdue"),
    "statutory": gettext_lazy("Statutory"),
}


def owed(reading: Reading, rows: Iterable[Assignment], show: str) -> Listing[Any]:
    """The station's ledger, narrowed as `show` says."""
    narrowed = [str(NARROWED[show])] if show in NARROWED else []
    title = f"{reading.station.label} {_('Task ledger')}"
    found = pieces(rows, lambda some: listed(reading, some))
    return Listing("ledger", title, owed_columns(), found, narrowed)


def owed_columns() -> list[Column[Any]]:
    """Of a line of the ledger (`ledger.rows.Row`)."""
    return [
        Column(_("State"), lambda r: r.row.get_state_display(), "state"),
        Column(_("Task"), lambda r: r.row.directive.display_title, "task"),
        Column(_("Number"), lambda r: _open(r.row, r.row.directive.number), "number"),
        Column(_("Overdue"), lambda r: yes(r.late), "overdue"),
        Column(_("Department"), lambda r: r.row.requester_label, "department"),
        Column(
            _("Kind"),
            lambda r: _open(r.row, r.row.directive.get_kind_display()),
            "kind",
        ),
        Column(
            _("Deadline class"), lambda r: r.row.get_deadline_class_display(), "class"
        ),
        Column(_("Start"), lambda r: as_time(_open(r.row, r.row.release)), "start"),
        Column(_("Due"), lambda r: as_due(r.row.due), "due"),
        Column(_("Time left"), lambda r: r.left, "time", num=True),
        Column(_("Hours left"), _hours_left, "left", num=True),
        Column(_("Progress"), _percent, "progress"),
        Column(_("In a critical window"), lambda r: yes(r.inside), "inside"),
    ]


def _hours_left(line: Row) -> float | None:
    return None if line.row.is_event else as_hours(line.row.remaining_hours)


def _percent(line: Row) -> str:
    return "" if line.percent is None else f"{line.percent}%"


def changed(
    station: Station, rows: Iterable[Any], narrowed: Sequence[str]
) -> Listing[Any]:
    """Rows of `views.changes`."""
    columns: list[Column[Any]] = [
        Column(_("When"), lambda r: as_time(r.line.at)),
        Column(_("Kind of change"), lambda r: r.label),
        Column(_("Task"), lambda r: r.line.assignment.directive.display_title),
        Column(_("Department"), lambda r: r.line.assignment.requester_label),
        Column(_("By"), lambda r: r.by),
        Column(_("Hours"), lambda r: _hours(r.line.units)),
        Column(_("Due before"), lambda r: as_due(r.line.due_before)),
        Column(_("Due"), lambda r: as_due(r.line.due_after)),
        Column(_("New conflicts"), lambda r: len(r.line.brought)),
        Column(_("Conflicts settled"), lambda r: len(r.line.settled)),
        Column(_("Remark"), lambda r: r.note),
    ]
    title = f"{station.label} {_('What changed')}"
    return Listing("changes", title, columns, pieces(rows), narrowed)


def protected(
    station: Station, rows: Iterable[Any], narrowed: Sequence[str]
) -> Listing[Any]:
    """Rows of `views.protected`."""
    columns: list[Column[Any]] = [
        Column(_("What for"), lambda r: r.block.title),
        Column(_("Start"), lambda r: as_time(r.block.start)),
        Column(_("End"), lambda r: as_time(r.block.end)),
        Column(_("Officers"), lambda r: as_hours(r.block.officers)),
        Column(_("Working hours kept"), lambda r: as_hours(r.kept)),
        Column(_("Taken by orders"), lambda r: "\n".join(map(_taken, r.taken))),
    ]
    title = f"{station.label} {_('Protected time')}"
    return Listing("protected", title, columns, pieces(rows), narrowed)


def _taken(taken: Any) -> str:
    said = _("%(start)s to %(end)s, %(h)s h too few") % {
        "start": full_moment(taken.start),
        "end": clock(taken.end),
        "h": short_hours(taken.short_hours),
    }
    orders = [f"{r.directive.display_title} {r.requester_label}" for r in taken.orders]
    return " ".join([said, *orders])


def _open(row: Assignment, said: Any) -> Any:
    """What is said of work that is no secret. An appointment has its time, like any."""
    return None if row.directive.reserved and not row.is_event else said


def _hours(units: int | None) -> float | None:
    return None if units is None else as_hours(hours(units))
