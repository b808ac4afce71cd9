"""The list of tasks, and one task station by station."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coordination.ledger.reading import is_overdue
from coordination.views import listing
from coordination.views.station_rows import conflicts_at, opinions_on
from desk.lists import Column, Listing, as_due, as_hours, as_time, pieces
from desk.lists.wording import yes
from organization.models import User
from tasking.models import Assignment, Directive
from tasking.models.assignment import AssignmentQuerySet


def tasks(
    user: User, rows: QuerySet[Directive], now: dt.datetime, narrowed: Sequence[str]
) -> Listing[Any]:
    """Each with its counts over the stations the reader sees."""

    def dressed(some: list[Directive]) -> Iterator[tuple[Directive, listing.Counts]]:
        found = listing.counts_of(user, some, now)
        return ((row, found.get(row.pk, listing.Counts())) for row in some)

    found = pieces(rows, dressed)
    return Listing("tasks", _("Tasks"), task_columns(), found, narrowed)


def task_columns() -> list[Column[Any]]:
    """Of (task, its counts)."""
    return [
        Column(_("Task"), lambda r: r[0].display_title or _("Without a title"), "task"),
        Column(_("Number"), lambda r: r[0].number, "number"),
        Column(_("State"), lambda r: r[0].get_state_display(), "state"),
        Column(_("Department"), _requester, "department"),
        Column(_("Kind"), lambda r: r[0].get_kind_display(), "kind"),
        Column(_("Deadline class"), _deadline_class, "class"),
        Column(_("Issued on"), lambda r: as_time(r[0].issued_at), "issued"),
        Column(_("Due"), lambda r: as_due(r[0].due), "due"),
        Column(_("Stations"), lambda r: r[1].stations, "stations", num=True),
        Column(_("Signed for"), lambda r: r[1].signed, "signed", num=True),
        Column(_("In progress"), lambda r: r[1].in_progress, "progress", num=True),
        Column(_("Reported"), lambda r: r[1].reported, "reported", num=True),
        Column(_("Overdue"), lambda r: r[1].overdue, "overdue", num=True),
        Column(_("In conflict"), lambda r: r[1].conflicts, "conflicts", num=True),
    ]


def _requester(row: tuple[Directive, listing.Counts]) -> str:
    unit = row[0].department or row[0].own_station
    return unit.label if unit else ""


def _deadline_class(row: tuple[Any, Any]) -> str:
    return str(row[0].get_deadline_class_display())


def stations(
    user: User,
    directive: Directive,
    parts: AssignmentQuerySet,
    now: dt.datetime,
    narrowed: Sequence[str],
) -> Listing[Any]:
    """Of a task that was issued: each station's part of it."""
    rows = parts.select_related("station__bureau", "directive")

    def dressed(some: list[Assignment]) -> Iterator[tuple[Assignment, int, int, bool]]:
        met, said = conflicts_at(user, some), opinions_on(user, some)
        for r in some:
            found, spoken = met.get(r.pk, ()), said.get(r.pk, ())
            yield r, len(found), len(spoken), is_overdue(r, now)

    ordered = rows.order_by("station__bureau__code", "station__code")
    title = directive.number or directive.display_title
    found = pieces(ordered, dressed)
    return Listing("stations", title, station_columns(), found, narrowed)


def station_columns() -> list[Column[Any]]:
    """Of (a station's part, its conflicts, its opinions, whether it is late)."""
    return [
        Column(_("Station"), lambda r: r[0].station.label, "station"),
        Column(_("Unit code"), lambda r: r[0].station.code, "code"),
        Column(_("Bureau"), lambda r: r[0].station.bureau.label, "bureau"),
        Column(_("State"), lambda r: r[0].get_state_display(), "state"),
        Column(_("Overdue"), lambda r: yes(r[3]), "overdue"),
        Column(_("Due"), lambda r: as_due(r[0].due), "due"),
        Column(
            _("Hours left"), lambda r: as_hours(r[0].remaining_hours), "left", num=True
        ),
        Column(_("Signed for"), lambda r: as_time(r[0].acknowledged_at), "signed"),
        Column(_("Reported"), lambda r: as_time(r[0].reported_at), "reported"),
        Column(_("Report"), lambda r: r[0].report, "report"),
        Column(_("Conflicts there"), lambda r: r[1], "conflicts", num=True),
        Column(_("Opinions"), lambda r: r[2], "opinions", num=True),
    ]
