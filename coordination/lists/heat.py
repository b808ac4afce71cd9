"""The heat map as a list: a row for each station and week in which something ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from coordination.heat.cells import UNITS_PER_HOUR, Cell
from coordination.heat.reading import Heat, Line
from coordination.moments import instant
from desk.lists import Column, Listing, as_hours, as_time
from organization.templatetags.formats import month_day


@dataclass(frozen=True)
class Row:
    """One station in one week."""

    line: Line
    week: dt.date
    cell: Cell


def heat(found: Heat) -> Listing[Any]:
    """In the order of the page."""
    columns: list[Column[Row]] = [
        Column(_("Bureau"), lambda r: r.line.station.bureau.label),
        Column(_("Station"), lambda r: r.line.station.label),
        Column(_("Unit code"), lambda r: r.line.station.code),
        Column(_("Week from"), lambda r: r.week),
        Column(_("Verdict"), lambda r: verdict(r.cell)),
        Column(_("Per cent of what is available"), lambda r: r.cell.percent),
        Column(_("Hours short"), lambda r: _hours(r.cell.lacks or None)),
        Column(_("Hours to do"), lambda r: _of(r.cell, 2)),
        Column(_("Hours available"), lambda r: _of(r.cell, 3)),
        Column(_("Tightest window from"), lambda r: _time(r.cell, 0)),
        Column(_("Tightest window to"), lambda r: _time(r.cell, 1)),
        Column(_("Clashes"), lambda r: r.cell.clashes or None),
    ]
    if found.asked.department:
        label = found.asked.department.label
        columns.append(Column(label, lambda r: _hours(r.cell.own or None)))
    return Listing("heat", _("Heat map"), columns, _rows(found), _narrowed(found))


def verdict(cell: Cell) -> str:
    """In words; empty where nothing ends in the week."""
    return {
        "fits": _("fits"),
        "short": _("does not fit"),
        "unknown": _("cannot say"),
        "none": "",
    }[cell.kind]


def _rows(found: Heat) -> Iterator[Row]:
    for line in found.lines:
        for week, cell in zip(found.asked.weeks, line.cells, strict=True):
            if cell.kind != "none" or cell.clashes or cell.own:
                yield Row(line, week, cell)


def _narrowed(found: Heat) -> list[str]:
    asked, said = found.asked, []
    if asked.bureau:
        said.append(asked.bureau.label)
    if asked.short:
        said.append(_("only where something does not fit"))
    if asked.mine:
        said.append(_("only stations it tasks"))
    weeks = {"n": len(asked.weeks), "day": month_day(asked.weeks[0])}
    said.append(_("%(n)s weeks from %(day)s") % weeks)
    return said


def _hours(units: int | None) -> float | None:
    return None if units is None else as_hours(units / UNITS_PER_HOUR)


def _of(cell: Cell, place: int) -> float | None:
    return _hours(cell.window[place]) if cell.window else None


def _time(cell: Cell, place: int) -> dt.datetime | None:
    if cell.window is None:
        return None
    return as_time(instant(cell.window[place]))
