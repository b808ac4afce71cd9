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


def tasks(
    user: User, rows: QuerySet[Directive], now: dt.datetime, narrowed: Sequence[str]
) -> Listing[Any]:
    """Each with its counts over the stations the reader sees."""

    def dressed(some: list[Directive]) -> Iterator[tuple[Directive, listing.Counts]]:
        found = listing.counts_of(user, some, now)
        return ((row, found.get(row.pk, listing.Counts())) for row in some)

    columns: list[Column[Any]] = [
        Column(_("Task"), lambda r: r[0].display_title or _("Without a title")),
        Column(_("Number"), lambda r: r[0].number),
        Column(_("State"), lambda r: r[0].get_state_display()),
        Column(_("Department"), lambda r: (r[0].department or r[0].own_station).label),
        Column(_("Kind"), lambda r: r[0].get_kind_display()),
        Column(_("Deadline class"), lambda r: r[0].get_deadline_class_display()),
        Column(_("Issued on"), lambda r: as_time(r[0].issued_at)),
        Column(_("Due"), lambda r: as_due(r[0].due)),
        Column(_("Stations"), lambda r: r[1].stations),
        Column(_("Signed for"), lambda r: r[1].signed),
        Column(_("In progress"), lambda r: r[1].in_progress),
        Column(_("Reported"), lambda r: r[1].reported),
        Column(_("Overdue"), lambda r: r[1].overdue),
        Column(_("In conflict"), lambda r: r[1].conflicts),
    ]
    return Listing("tasks", _("Tasks"), columns, pieces(rows, dressed), narrowed)


def stations(user: User, directive: Directive, now: dt.datetime) -> Listing[Any]:
    """Of a task that was issued: each station's part of it."""
    parts = Assignment.objects.visible_to(user).filter(directive=directive)
    rows = parts.select_related("station__bureau", "directive")

    def dressed(some: list[Assignment]) -> Iterator[tuple[Assignment, int, int]]:
        met, said = conflicts_at(user, some), opinions_on(user, some)
        return ((r, len(met.get(r.pk, ())), len(said.get(r.pk, ()))) for r in some)

    columns: list[Column[Any]] = [
        Column(_("Station"), lambda r: r[0].station.label),
        Column(_("Unit code"), lambda r: r[0].station.code),
        Column(_("Bureau"), lambda r: r[0].station.bureau.label),
        Column(_("State"), lambda r: r[0].get_state_display()),
        Column(_("Overdue"), lambda r: yes(is_overdue(r[0], now))),
        Column(_("Due"), lambda r: as_due(r[0].due)),
        Column(_("Hours left"), lambda r: as_hours(r[0].remaining_hours)),
        Column(_("Signed for"), lambda r: as_time(r[0].acknowledged_at)),
        Column(_("Reported"), lambda r: as_time(r[0].reported_at)),
        Column(_("Report"), lambda r: r[0].report),
        Column(_("Conflicts there"), lambda r: r[1]),
        Column(_("Opinions"), lambda r: r[2]),
    ]
    ordered = rows.order_by("station__bureau__code", "station__code")
    title = directive.number or directive.display_title
    return Listing("stations", title, columns, pieces(ordered, dressed))
