"""Lists of the board: open conflicts, what waits by the clock, stations' verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coordination.models import StationState
from desk.lists import Column, Listing, as_due, as_hours, as_time, pieces
from organization.templatetags.formats import hours


def conflicts(rows: Iterable[Any], narrowed: Sequence[str]) -> Listing[Any]:
    """Rows of `views.board`."""
    title = _("Open conflicts")
    return Listing("conflicts", title, conflict_columns(), rows, narrowed)


def conflict_columns() -> list[Column[Any]]:
    """Of rows of `views.board`."""
    return [
        Column(_("Station"), lambda r: r["conflict"].station.label, "station"),
        Column(_("Unit code"), lambda r: r["conflict"].station.code, "code"),
        Column(_("Bureau"), lambda r: r["conflict"].station.bureau.label, "bureau"),
        Column(pgettext("of a conflict", "Kind"), lambda r: r["kind"], "kind"),
        Column(_("Window from"), lambda r: as_time(r["conflict"].window_start), "from"),
        Column(_("Window to"), lambda r: as_due(r["conflict"].window_end), "to"),
        Column(_("Hours by department"), lambda r: _shares(r["departments"]), "shares"),
        Column(_("Hours short"), lambda r: _short(r["conflict"]), "short", num=True),
        Column(_("State"), lambda r: r["conflict"].get_state_display(), "state"),
        Column(_("Since"), lambda r: as_time(r["conflict"].first_seen_at), "since"),
        Column(_("Issued all the same"), _reasons, "reasons"),
    ]


def _reasons(row: Any) -> str:
    return "\n".join(map(_why, row["reasons"]))


def queue(rows: Iterable[Any], narrowed: Sequence[str]) -> Listing[Any]:
    """`office.lines.Line`s."""
    columns: list[Column[Any]] = [
        Column(pgettext("of a matter", "Kind"), lambda r: r.label),
        Column(_("Where"), lambda r: r.said.where),
        Column(_("What"), lambda r: r.said.what),
        Column(_("Remark"), lambda r: r.said.note),
        Column(_("Who must act"), lambda r: r.said.who),
        Column(_("Until when"), lambda r: as_due(r.at)),
        Column(_("Time left"), lambda r: r.left),
    ]
    return Listing("queue", _("By the clock"), columns, rows, narrowed)


def stations(rows: Iterable[StationState]) -> Listing[Any]:
    """The worst first."""
    columns: list[Column[Any]] = [
        Column(_("Station"), lambda r: r.station.label),
        Column(_("Unit code"), lambda r: r.station.code),
        Column(_("Bureau"), lambda r: r.station.bureau.label),
        Column(_("Verdict"), _verdict),
        Column(_("Hours short"), lambda r: as_hours(r.deficit_hours)),
        Column(_("Overdue"), lambda r: r.overdue_count),
        Column(_("Checked"), lambda r: as_time(r.checked_at)),
    ]
    return Listing("verdicts", _("Stations"), columns, pieces(rows))


def _verdict(state: StationState) -> str:
    if state.quarantined_at:
        return _("check failed")
    if state.feasible is None:
        return _("cannot say")
    return _("fits") if state.feasible else _("does not fit")


def _shares(departments: Sequence[tuple[str, Any]]) -> str:
    between = pgettext("between departments", ", ")
    return between.join(f"{name} {hours(amount)}" for name, amount in departments)


def _short(conflict: Any) -> float | None:
    if conflict.shortfall_units <= 0:
        return None
    return as_hours(conflict.shortfall_hours)


def _why(why: Any) -> str:
    return f"{why.department} {why.number} {why.text}"
