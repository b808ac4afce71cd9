"""Lists of what is talked about: plans, opinions, out-of-remit reports, duplicates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coordination.models import Objection, RemitReport
from desk.lists import Column, Listing, as_due, as_hours, as_time, pieces
from desk.lists.wording import told, yes

Rows = QuerySet[Any, Any]
Dress = Callable[[list[Any]], Iterable[Any]]


def plans(rows: Rows, dress: Dress, narrowed: Sequence[str]) -> Listing[Any]:
    """Rows of `views.proposals`."""
    columns: list[Column[Any]] = [
        Column(_("Station"), lambda r: r["proposal"].conflict.station.label),
        Column(
            _("Window from"), lambda r: as_time(r["proposal"].conflict.window_start)
        ),
        Column(_("Window to"), lambda r: as_due(r["proposal"].conflict.window_end)),
        Column(_("Plan"), lambda r: r["method"]),
        Column(_("State"), lambda r: r["proposal"].get_state_display()),
        Column(_("your answer"), lambda r: yes(r["mine"])),
        Column(_("Answer by"), lambda r: as_due(r["proposal"].due_at)),
        Column(_("Closed"), lambda r: as_time(r["proposal"].closed_at)),
    ]
    title = _("Consultation")
    return Listing("plans", title, columns, pieces(rows, dress), narrowed)


def opinions(rows: Rows, dress: Dress, narrowed: Sequence[str]) -> Listing[Any]:
    """Rows of `views.opinions`; the whole of what was said."""
    columns: list[Column[Any]] = [
        Column(_("Station"), lambda r: r["assignment"].station.label),
        Column(_("Task"), lambda r: r["assignment"].directive.display_title),
        Column(_("Department"), lambda r: r["assignment"].requester_label),
        Column(_("What is said"), lambda r: r["row"].text),
        Column(_("By"), _said_by),
        Column(_("When"), lambda r: as_time(r["row"].filed_at)),
        Column(_("State"), lambda r: r["row"].get_state_display()),
        Column(_("Answer by"), lambda r: as_due(r["row"].answer_due)),
        Column(_("Answer overdue"), lambda r: yes(r["late"])),
    ]
    title = _("Opinions")
    return Listing("opinions", title, columns, pieces(rows, dress), narrowed)


def remit(rows: Rows, dress: Dress, narrowed: Sequence[str]) -> Listing[Any]:
    """(report, hours, late) of each."""
    columns: list[Column[Any]] = [
        Column(_("What they ask"), lambda r: r[0].matter),
        Column(_("Station"), lambda r: r[0].station.label),
        Column(_("Asked by"), lambda r: r[0].requester),
        Column(_("Kind of body"), lambda r: r[0].get_body_display()),
        Column(_("Basis they name"), lambda r: r[0].basis),
        Column(_("Hours"), lambda r: as_hours(r[1])),
        Column(_("State"), lambda r: r[0].get_state_display()),
        Column(_("Reported"), lambda r: as_time(r[0].reported_at)),
        Column(_("Answer by"), _answer_by),
        Column(_("Answer overdue"), lambda r: yes(r[2])),
        Column(_("Whose business it is"), lambda r: r[0].routed_to),
        Column(_("Letter sent on"), lambda r: r[0].routed_letter),
    ]
    title = _("Out-of-remit reports")
    return Listing("remit", title, columns, pieces(rows, dress), narrowed)


def duplicates(rows: Rows, dress: Dress) -> Listing[Any]:
    """(pair, how many stations owe both) of each."""
    columns: list[Column[Any]] = [
        Column(_("One task"), lambda r: r[0].first.title),
        Column(_("Department"), lambda r: r[0].first.department.label),
        Column(_("Due"), lambda r: as_due(r[0].first.due)),
        Column(_("The other task"), lambda r: r[0].second.title),
        Column(_("Its department"), lambda r: r[0].second.department.label),
        Column(_("Its due"), lambda r: as_due(r[0].second.due)),
        Column(_("Why they are taken for the same"), lambda r: _why(r[0])),
        Column(_("State"), lambda r: r[0].get_state_display()),
        Column(_("Stations"), lambda r: r[1]),
        Column(_("Hours spared"), lambda r: _spared(*r)),
    ]
    title = _("Duplicates")
    return Listing("duplicates", title, columns, pieces(rows, dress))


def urgent(rows: Rows, dress: Dress, narrowed: Sequence[str]) -> Listing[Any]:
    """Rows of `views.emergency`."""
    columns: list[Column[Any]] = [
        Column(_("Task"), lambda r: r["order"].directive.display_title),
        Column(_("Number"), lambda r: r["order"].directive.number),
        Column(_("Department"), lambda r: r["order"].directive.department.label),
        Column(_("Reason"), lambda r: r["order"].reason),
        Column(_("Issued on"), lambda r: as_time(r["order"].logged_at)),
        Column(_("By"), lambda r: r["order"].by.name),
        Column(_("By phone at"), lambda r: as_time(r["order"].ordered_at)),
        Column(_("In force until"), lambda r: as_time(r["order"].until)),
        Column(_("Ended"), lambda r: as_time(r["order"].ended_at)),
        Column(_("Tasks displaced"), lambda r: len(r["order"].displaced)),
        Column(_("Hours displaced"), lambda r: as_hours(r["hours"])),
        Column(_("Stations"), lambda r: r["stations"]),
        Column(_("Reviewed by"), lambda r: _named(r["order"].reviewed_by)),
        Column(_("Reviewed"), lambda r: as_time(r["order"].reviewed_at)),
    ]
    title = _("Emergency issues")
    return Listing("urgent", title, columns, pieces(rows, dress), narrowed)


def _said_by(row: dict[str, Any]) -> str:
    said: Objection = row["row"]
    return said.filed_by.name


def _answer_by(row: Any) -> object:
    report = row[0]
    waits = report.state == RemitReport.State.REPORTED
    return as_due(report.answer_due) if waits else None


def _why(pair: Any) -> str:
    return told("coordination/duplicates/_why.html", pair=pair)


def _spared(pair: Any, stations: int) -> float | None:
    each = pair.saved_hours
    return None if each is None else as_hours(each * stations)


def _named(user: Any) -> str:
    return user.name if user else ""
