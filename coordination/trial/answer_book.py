"""The answer about a table as a workbook."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from openpyxl import Workbook

from coordination.trial.showing import Answer, Wrong
from desk.sheets.book import HOURS, MOMENT, head, lay_out, packed, write
from desk.taking.file import Passed
from organization.templatetags.formats import local


def answer_book(answer: Answer, told: Passed = iter) -> bytes:
    """Verdicts, conflicts and the entries in them; stations go through `told`."""
    book = Workbook()
    stations = book.worksheets[0]
    stations.title = _("Verdicts")
    head(stations, 1, [_("Station"), _("Verdict"), _("In words"), _("Overdue")])
    conflicts = book.create_sheet(_("Conflicts"))
    head(
        conflicts,
        1,
        [
            *(_("No."), _("Station"), _("Kind of conflict"), _("From"), _("To")),
            *(_("To do"), _("Available"), _("Short"), _("In words")),
        ],
    )
    entries = book.create_sheet(_("Tasks in conflict"))
    head(
        entries,
        1,
        [
            *(_("No."), _("Station"), _("Id"), _("Task"), _("Department")),
            *(_("Due"), _("Hours"), _("Minimal set"), _("Not in time")),
        ],
    )
    number, at = 0, 1
    for row, station in enumerate(told(answer.stations), 2):
        words = (station.code, word(station.verdict), station.sentence, station.overdue)
        write(stations, row, words)
        for found in station.conflicts:
            number += 1
            figures = found.figures
            values = [
                *(number, station.code, found.label, _naive(found.start)),
                *(_naive(found.end), figures.demand, figures.capacity, figures.short),
                found.sentence,
            ]
            formats = ["0", "", "", MOMENT, MOMENT, HOURS, HOURS, HOURS]
            write(conflicts, number + 1, values, formats=formats)
            for entry in found.entries:
                at += 1
                values = [
                    *(number, station.code, entry.key, entry.title, entry.department),
                    *(_naive(entry.due), entry.hours),
                    _("yes") if entry.minimal else None,
                    _("yes") if entry.missed else None,
                ]
                write(entries, at, values, formats=["0", *[""] * 4, MOMENT, HOURS])
    lay_out(stations, [16, 12, 60, 40])
    lay_out(conflicts, [6, 16, 14, 17, 17, 10, 10, 10, 70])
    lay_out(entries, [6, 16, 10, 36, 16, 17, 10, 10, 10])
    return packed(book)


def problem_book(wrong: list[Wrong]) -> bytes:
    """The rows that need mending, to work through."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("To be mended")
    head(sheet, 1, [_("Sheet"), _("Row"), _("Column"), _("What is wrong")])
    for row, one in enumerate(wrong, 2):
        write(sheet, row, [one.sheet, one.row, one.column, one.text])
    lay_out(sheet, [16, 8, 18, 70])
    return packed(book)


def word(verdict: str) -> str:
    """The short verdict in words."""
    return {"fits": _("fits"), "short": _("short"), "unknown": _("cannot say")}[verdict]


def _naive(moment: dt.datetime | None) -> dt.datetime | None:
    return None if moment is None else local(moment).replace(tzinfo=None)
