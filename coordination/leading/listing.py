"""The rows behind each figure of the leaders' page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coordination.leading import rows
from coordination.ledger import wording
from coordination.listed import Cell, Listing
from coordination.ratios.period import containing
from coordination.ratios.sources import HOUR
from organization.models import Bureau, Station
from organization.templatetags import formats
from tasking.models import RESERVED, DirectiveParty

UNIT = 60_000  # of work in an hour
SHORT = (_("Hours short"), "deficit_units", UNIT)
MISSING = (_("Hours short"), "shortfall_units", UNIT)
LEFT = (_("Hours left"), "left", HOUR)
JOINED = ((_("Stations"), "count", 1), (_("Hours spared"), "saved_units", UNIT))
SPARED = ((_("People"), "spared_people", 1), (_("Hours spared"), "spared_minutes", 60))


@dataclass(frozen=True)
class Wanted:
    """`week` is a Monday, "later" or "", `department` a code, RESERVED or ""."""

    bureau: Bureau
    now: dt.datetime
    week: str = ""
    department: str = ""

    @property
    def today(self) -> dt.date:
        return formats.as_date(self.now)


def _short(wanted: Wanted) -> Listing:
    heads = (_("Station"), _("Bureau"), _("Hours short"))
    return Listing(heads, rows.short(wanted.bureau), _shorts, (2,), (SHORT,))


def _shorts(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        yield [*_station(row.station), Cell(Decimal(row.deficit_units or 0) / UNIT)]


def _unknown(wanted: Wanted) -> Listing:
    found = rows.unknown(wanted.bureau)
    return Listing((_("Station"), _("Bureau")), found, _unknowns)


def _unknowns(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        yield _station(row.station)


def _station(station: Station) -> list[Cell]:
    url = reverse("coordination:workload", args=[station.code])
    return [Cell(station.label, url), Cell(station.bureau.label)]


def _windows(wanted: Wanted) -> Listing:
    found = in_week(rows.windows(wanted.bureau), wanted)
    found = found.select_related("station").order_by("window_end", "pk")
    heads = (_("Conflict"), _("Station"), _("Ends on"), _("Hours short"))
    return Listing(heads, found, _conflicts, (3,), (MISSING,))


def in_week(found: rows.Rows, wanted: Wanted) -> rows.Rows:
    """Of the asked week alone, or of all that end after the fourth; of every one where
    no week is meant."""
    monday = wanted.today - dt.timedelta(days=wanted.today.weekday())
    if wanted.week == "later":
        return found.exclude(rows.ending(monday, rows.WEEKS))
    try:
        return found.filter(rows.ending(dt.date.fromisoformat(wanted.week), 1))
    except (ValueError, OverflowError):
        return found


def _conflicts(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        url = reverse("coordination:conflict", args=[row.pk])
        yield [
            Cell(wording.title(row), url),
            Cell(row.station.label),
            Cell(formats.last_day(row.window_end)),
            Cell(row.shortfall_hours),
        ]


def _owed(wanted: Wanted) -> Listing:
    found = rows.owed(wanted.bureau, wanted.now)
    if wanted.department == RESERVED:
        found = found.filter(directive__reserved=True)
    elif wanted.department:
        code = wanted.department
        found = found.filter(department__code=code, directive__reserved=False)
    found = found.select_related("station", "directive", "department")
    heads = (_("Task"), _("Station"), _("Department"), _("Due"), _("Hours left"))
    found = found.order_by("due", "station__code", "pk")
    return Listing(heads, found, _owing, (4,), (LEFT,))


def _owing(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        url = reverse("coordination:assignment", args=[row.pk])
        yield [
            Cell(row.directive.display_title, url),
            Cell(row.station.label),
            Cell(row.requester_label),
            Cell(formats.last_day(row.due) if row.due else None),
            Cell(None if row.guessed else Decimal(row.left) / HOUR),
        ]


def _joined(saves: str) -> Callable[[Wanted], Listing]:
    def made(wanted: Wanted) -> Listing:
        found = rows.joined(wanted.bureau, containing(wanted.today))
        found = found.filter(saves=saves).order_by("at", "pk")
        heads = (_("Task"), _("Joined by"), _("On"), _("Stations"), _("Hours spared"))
        shown = found.select_related("directive", "department")
        return Listing(heads, shown, _joining, (3, 4), JOINED)

    return made


def _joining(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        url = reverse("coordination:directive", args=[row.directive_id])
        yield [
            Cell(row.directive.display_title, url),
            Cell(row.department.label),
            Cell(formats.as_date(row.at)),
            Cell(row.count),
            Cell(row.saved_hours),
        ]


def _notices(wanted: Wanted) -> Listing:
    found = rows.replaced(wanted.bureau, containing(wanted.today))
    heads = (_("Notice"), _("Department"), _("Sent on"), _("People"), _("Hours spared"))
    shown = found.select_related("department").order_by("issued_at", "pk")
    return Listing(heads, shown, _noticed, (3, 4), SPARED)


def _noticed(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        yield [
            Cell(row.title, reverse("coordination:notice", args=[row.pk])),
            Cell(row.department.label),
            Cell(formats.as_date(row.issued_at)),
            Cell(row.spared_people),
            Cell(Decimal(row.spared_minutes) / 60),
        ]


def _settled(wanted: Wanted) -> Listing:
    found = rows.settled(wanted.bureau, containing(wanted.today))
    heads = (_("Conflict"), _("Station"), _("Settled on"), _("Hours short before"))
    shown = found.select_related("station").order_by("settled_at", "pk")
    return Listing(heads, shown, _over, (3,))


def _over(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        url = reverse("coordination:conflict", args=[row.pk])
        yield [
            Cell(wording.title(row), url),
            Cell(row.station.label),
            Cell(formats.as_date(row.settled_at)),
            Cell(row.shortfall_hours),
        ]


def _opinions(wanted: Wanted) -> Listing:
    beside = ("directive", "station", "department")
    found = rows.opinions(wanted.bureau, wanted.now).select_related(
        *(f"assignment__{one}" for one in beside)
    )
    heads = (_("Task"), _("Station"), _("To be answered by"), _("Since"))
    return Listing(heads, found.order_by("answer_due", "pk"), _asked)


def _asked(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        task = row.assignment
        yield [
            Cell(
                task.directive.display_title,
                reverse("coordination:objection", args=[row.pk]),
            ),
            Cell(task.station.label),
            Cell(task.requester_label),
            Cell(formats.last_day(row.answer_due)),
        ]


def _plans(wanted: Wanted) -> Listing:
    found = rows.plans(wanted.bureau, wanted.now).select_related(
        "proposal__conflict__station", "department"
    )
    heads = (_("Plan for"), _("Station"), _("To be answered by"), _("Since"))
    return Listing(heads, found.order_by("due_at", "pk"), _waiting)


def _waiting(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        conflict = row.proposal.conflict
        yield [
            Cell(
                wording.title(conflict),
                reverse("coordination:proposal", args=[row.proposal_id]),
            ),
            Cell(conflict.station.label),
            Cell(row.department.label),
            Cell(formats.last_day(row.due_at)),
        ]


def _difficulties(wanted: Wanted) -> Listing:
    found = rows.difficulties(wanted.bureau).select_related("station", "department")
    heads = (_("Difficulty"), _("Station"), _("Department"), _("Raised on"))
    return Listing(heads, found.order_by("raised_at", "pk"), _unanswered)


def _unanswered(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        yield [
            Cell(row.title, reverse("coordination:difficulty", args=[row.pk])),
            Cell(row.station.label),
            Cell(row.department.label if row.department else ""),
            Cell(formats.as_date(row.raised_at)),
        ]


def _words(wanted: Wanted) -> Listing:
    found = rows.money_words(wanted.bureau).select_related("line__station", "delivery")
    heads = (_("Payment"), _("Station"), _("Released on"), _("Asked again, times"))
    return Listing(heads, found.order_by("released_at", "pk"), _silent, (3,))


def _silent(page: Iterable[Any]) -> Iterator[list[Cell]]:
    for row in page:
        yield [
            Cell(row.purpose, reverse("budget:disbursement", args=[row.pk])),
            Cell(row.line.station.label),
            Cell(formats.as_date(row.released_at)),
            Cell(row.reminders),
        ]


LISTS: dict[str, Callable[[Wanted], Listing]] = {
    "short": _short,
    "unknown": _unknown,
    "windows": _windows,
    "owed": _owed,
    "forms": _joined(DirectiveParty.Saves.FORM),
    "visits": _joined(DirectiveParty.Saves.VISIT),
    "notices": _notices,
    "settled": _settled,
    "opinions": _opinions,
    "plans": _plans,
    "difficulties": _difficulties,
    "words": _words,
}
OF_MONEY = frozenset({"words"})
"""Open to whoever may see the money."""
