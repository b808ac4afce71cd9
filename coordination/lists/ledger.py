"""Lists of one station: what it owes, what changed, what it protects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.core.facts import hours
from coordination.ledger.reading import Reading, is_overdue
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
    inside = {m["assignment"] for c in reading.deadline_conflicts for m in c.members}
    columns: list[Column[Any]] = [
        Column(_("Task"), lambda r: r.directive.display_title),
        Column(_("Number"), lambda r: _open(r, r.directive.number)),
        Column(_("State"), lambda r: r.get_state_display()),
        Column(_("Overdue"), lambda r: yes(is_overdue(r, reading.now))),
        Column(_("Department"), lambda r: r.requester_label),
        Column(_("Kind"), lambda r: _open(r, r.directive.get_kind_display())),
        Column(_("Deadline class"), lambda r: r.get_deadline_class_display()),
        Column(_("Start"), lambda r: as_time(_open(r, r.release))),
        Column(_("Due"), lambda r: as_due(r.due)),
        Column(
            _("Hours left"),
            lambda r: None if r.is_event else as_hours(r.remaining_hours),
        ),
        Column(_("In a critical window"), lambda r: yes(str(r.pk) in inside)),
    ]
    title = f"{reading.station.label} {_('Task ledger')}"
    return Listing("ledger", title, columns, pieces(rows), narrowed)


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
