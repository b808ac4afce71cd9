"""The heat map as a table: heads, cells and what stands beside them.

Cells are written here and not in a template: there may be thousands of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import groupby

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coordination.heat.cells import UNITS_PER_HOUR, Cell
from coordination.heat.reading import Group, Heat, Line
from coordination.pictures.svg import join, tag
from organization.models import Bureau
from organization.templatetags.formats import hours, month_day, short_hours, short_month

FOLDED_ABOVE = 60
"""Stations; of more each area is one row until it is opened."""


@dataclass(frozen=True)
class Drawn:
    """A row of the table. `id` is the code of the station or the area."""

    id: str
    label: str
    cells: SafeString
    total: str
    alone: str = ""  # what a phone says beside the name
    stale: bool = False


@dataclass(frozen=True)
class Part:
    """An area with its rows. `worst` is None where the area is not folded away."""

    bureau: Bureau
    count: int
    rows: list[Drawn]
    worst: Drawn | None
    opened: bool
    toggle: str


class Drawing:
    """A heat map as it is shown; what is folded away is not written."""

    def __init__(self, heat: Heat, *, folds: bool = False) -> None:
        self.heat, self.asked = heat, heat.asked
        self.folds = folds or len(heat.lines) > FOLDED_ABOVE
        self.months = months(self.asked.weeks)
        self.url, self.base = reverse("coordination:heat"), self.asked.query()

    @property
    def parts(self) -> list[Part]:
        return [self.part(group) for group in self.heat.groups]

    def part(self, group: Group) -> Part:
        code = group.bureau.code
        opened = not self.folds or code in self.asked.opened
        rows = [self._row(line) for line in group.lines] if opened else []
        toggled = self.asked.opened ^ {code}
        return Part(
            group.bureau,
            len(group.lines),
            rows,
            self._worst(group) if self.folds else None,
            opened,
            self.asked.opening(toggled),
        )

    @property
    def foot(self) -> list[int]:
        return self.heat.short

    def _row(self, line: Line) -> Drawn:
        code = line.station.code
        places = enumerate(line.cells)
        return Drawn(
            code,
            line.station.label,
            join(self._cell(cell, f"{code}.{n}") for n, cell in places),
            total(line),
            alone(line, self.asked.weeks),
            line.stale,
        )

    def _worst(self, group: Group) -> Drawn:
        text = ngettext("%(n)s station", "%(n)s stations", group.short)
        return Drawn(
            group.bureau.code,
            group.bureau.label,
            join(self._cell(cell, "") for cell in group.cells),
            text % {"n": group.short} if group.short else "",
        )

    def _cell(self, cell: Cell, at: str) -> SafeString:
        """One that names a place leads to what lies behind it."""
        inside: list[str] = [figure(cell) or _nothing()]
        if cell.clashes:
            inside.append(tag("i", class_="cl", role="img", aria_label=_("clash")))
        if not at:
            return tag("td", *inside, class_=class_of(cell))
        chosen = at == self.asked.place
        url = f"{self.url}?at={at}&{self.base}"
        link = tag("a", *inside, href=url, aria_current="true" if chosen else "")
        return tag("td", link, class_=class_of(cell) + (" sel" if chosen else ""))


def _nothing() -> SafeString:
    """What a place without a figure is called."""
    return tag("span", _("nothing due"), class_="sr")


def class_of(cell: Cell) -> str:
    """The ground says how tight it is, whatever figure stands in it."""
    named = {"short": "bad", "unknown": "unk", "none": "nil"}
    css = named.get(cell.kind, f"heat-{cell.step}")
    return f"{css} has-cl" if cell.clashes else css


def figure(cell: Cell) -> str:
    """Per cent, or what lacks; where one looks for somebody's work its hours."""
    if cell.own is not None:
        return hours(Decimal(cell.own) / UNITS_PER_HOUR) if cell.own else ""
    if cell.kind == "short":
        return pgettext("in a cell", "−%(h)s") % {"h": lacking(cell.lacks)}
    if cell.kind == "unknown":
        return "？"
    return "" if cell.percent is None else str(cell.percent)


def lacking(units: int) -> str:
    """Rounded up: what lacks must not look smaller than it is; from a hundred on to
    whole hours."""
    amount = Decimal(units) / UNITS_PER_HOUR
    whole = amount.to_integral_value(ROUND_CEILING)
    return str(whole) if amount >= 100 else short_hours(amount)


def total(line: Line) -> str:
    """What stands at the end of a row."""
    if line.stale:
        return _("being checked")
    if not line.known:
        return _("no data")
    if not line.short:
        return ""
    text = ngettext("%(n)s week", "%(n)s weeks", line.short)
    return text % {"n": line.short}


def alone(line: Line, weeks: Sequence[dt.date]) -> str:
    """The tightest week in words."""
    place, cell = line.worst
    if cell.window is None or cell.kind == "unknown":
        return ""
    told = {"day": month_day(weeks[place]), "text": figure(cell_alone(cell))}
    if cell.kind == "short":
        return _("tightest in the week of %(day)s: %(text)s h") % told
    return _("tightest in the week of %(day)s: %(text)s %%") % told


def cell_alone(cell: Cell) -> Cell:
    """As it is without anybody's work looked for."""
    return Cell(cell.kind, cell.window, cell.clashes)


def months(weeks: Sequence[dt.date]) -> list[tuple[str, list[dt.date]]]:
    """(name, weeks that begin in it)."""
    return [
        (short_month(found[0]), found)
        for found in (list(some) for _key, some in groupby(weeks, lambda d: d.month))
    ]


def legend() -> Iterator[tuple[str, str]]:
    """(class of the swatch, what it means)."""
    yield "heat-0", _("below 50 %")
    yield "heat-1", _("50–74 %")
    yield "heat-2", _("75–89 %")
    yield "heat-3", _("90–100 %")
    yield "bad", _("does not fit, hours short")
    yield "unk", _("cannot say")
    yield "cl", _("clash")
