"""The rows a figure is counted from, as tables: as many lines as the figure says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coordination.listed import Cell, Listing
from coordination.ratios.measures import MEASURES, chosen
from coordination.ratios.reading import Asking, rows_of
from coordination.ratios.sources import HOUR
from organization.models import Department
from organization.templatetags import formats
from tasking.models import Directive, Notice


def listing(asking: Asking, name: str) -> Listing:
    """Of one of `MEASURES`."""
    measure = MEASURES[name]
    rows = chosen(rows_of(asking, measure.source), measure)
    return MAKERS[measure.of or measure.source](rows)


def _assignments(rows: Any) -> Listing:
    beside = ("station", "directive", "department")
    order = ("created_at", "station__code", "pk")
    heads = (
        *(_("Task"), _("Station"), _("Department"), _("Issued on"), _("Due")),
        *(_("Hours"), _("State")),
    )
    found = rows.select_related(*beside).order_by(*order)
    return Listing(heads, found, _assigned, (5,))


def _assigned(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        url = reverse("coordination:assignment", args=[row.pk])
        hours = row.effort_hours
        if row.is_event:
            hours = Decimal(getattr(row, "work", 0)) / HOUR
        yield [
            Cell(row.directive.display_title, url),
            Cell(row.station.label),
            Cell(row.requester_label),
            Cell(formats.as_date(row.created_at)),
            Cell(formats.last_day(row.due) if row.due else None),
            Cell(hours),
            Cell(str(row.get_state_display())),
        ]


def _directives(rows: Any) -> Listing:
    found = Directive.objects.filter(pk__in=rows.values("directive"))
    found = found.select_related("department").order_by("issued_at", "pk")
    heads = (_("Task"), _("Department"), _("Kind"), _("Issued on"), _("Due"))
    return Listing(heads, found, _directed)


def _directed(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        url = reverse("coordination:directive", args=[row.pk])
        yield [
            Cell(row.display_title, "" if row.reserved else url),
            Cell("" if row.reserved else row.department.label),
            Cell(str(row.get_kind_display())),
            Cell(formats.as_date(row.issued_at or row.created_at)),
            Cell(formats.last_day(row.due) if row.due else None),
        ]


def _forms(rows: Any) -> Listing:
    grouped = rows.values("asker_id", "form").annotate(
        times=Count("pk"), last=Max("created_at"), title=Max("directive__title")
    )
    heads = (_("Form"), _("Department"), _("Returns asked for"), _("Last issued on"))
    return Listing(heads, grouped.order_by("asker_id", "form"), _formed, (2,))


def _formed(page: Iterable[Any]) -> Iterator[list[Cell]]:
    rows = list(page)
    known: Mapping[Any, Department] = Department.objects.in_bulk(
        [row["asker_id"] for row in rows if row["asker_id"]]
    )
    for row in rows:
        asker = known.get(row["asker_id"])
        yield [
            Cell(row["title"]),
            Cell(asker.label if asker else ""),
            Cell(row["times"]),
            Cell(formats.as_date(row["last"])),
        ]


def _notices(rows: Any) -> Listing:
    found = Notice.objects.filter(pk__in=rows.values("notice"))
    found = found.select_related("department").order_by("issued_at", "pk")
    return Listing((_("Notice"), _("Department"), _("Sent on")), found, _noticed)


def _noticed(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        yield [
            Cell(row.title, reverse("coordination:notice", args=[row.pk])),
            Cell(row.department.label),
            Cell(formats.as_date(row.issued_at)),
        ]


def _reminders(rows: Any) -> Listing:
    found = rows.select_related("notice__department", "station")
    heads = (_("Notice"), _("Department"), _("Station"), _("Reminded on"))
    order = ("notice__reminded_on", "notice", "station__code")
    return Listing(heads, found.order_by(*order), _reminded)


def _reminded(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        url = reverse("coordination:notice", args=[row.notice_id])
        yield [
            Cell(row.notice.title, url),
            Cell(row.notice.department.label),
            Cell(row.station.label),
            Cell(row.notice.reminded_on),
        ]


def _guidance(rows: Any) -> Listing:
    """What was shown there stays between the two."""
    heads = (_("Station"), _("Department"), _("Paid on"))
    found = rows.select_related("station", "department")
    return Listing(heads, found.order_by("done_on", "pk"), _guided)


def _guided(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        yield [Cell(row.station.label), Cell(row.department.label), Cell(row.done_on)]


def _entries(rows: Any) -> Listing:
    beside = ("assignment__directive", "assignment__station", "assignment__department")
    heads = (_("Task"), _("Station"), _("Department"), _("Returned on"))
    found = rows.select_related(*beside).order_by("at", "pk")
    return Listing(heads, found, _returned)


def _returned(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        task = row.assignment
        url = reverse("coordination:assignment", args=[task.pk])
        yield [
            Cell(task.directive.display_title, url),
            Cell(task.station.label),
            Cell(task.requester_label),
            Cell(formats.as_date(row.at)),
        ]


def _visits(rows: Any) -> Listing:
    """No name, no occasion, no day: that is between a few people."""
    found = rows.annotate(code=F("station__code")).select_related("station")
    order = ("visited_on__year", "visited_on__month", "code", "pk")
    return Listing((_("Station"), _("Month of the visit")), found.order_by(*order), _at)


def _at(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        yield [Cell(row.station.label), Cell(formats.month(row.visited_on))]


def _commendations(rows: Any) -> Listing:
    found = rows.select_related("station").order_by("published_on", "pk")
    return Listing((_("For what"), _("Station"), _("Published on")), found, _praised)


def _praised(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        url = reverse("personnel:commendation", args=[row.pk])
        yield [Cell(row.title, url), Cell(row.station.label), Cell(row.published_on)]


MAKERS: dict[str, Callable[[Any], Listing]] = {
    "asked": _assignments,
    "due": _assignments,
    "work": _assignments,
    "directive_id": _directives,
    "form": _forms,
    "notice_id": _notices,
    "told": _reminders,
    "guided": _guidance,
    "returned": _entries,
    "visited": _visits,
    "commended": _commendations,
}
