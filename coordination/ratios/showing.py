"""Figures as the page shows them: each number with the way to its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.ratios.figures import SHOWN, Figures
from coordination.ratios.measures import MEASURES, chosen
from coordination.ratios.period import Period
from coordination.ratios.reading import Asking, Line, Reading, rows_of
from coordination.ratios.sources import HOUR
from coordination.ratios.units import Viewed
from coordination.ratios.wording import label_of, meaning_of, shown_of
from organization.models import Department, Station
from organization.templatetags import formats
from tasking.models import RESERVED


@dataclass(frozen=True)
class Number:
    """A figure as text, and where its rows are; nought leads nowhere."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Cell:
    """Numbers of one column or line; `against` is what they are set against."""

    numbers: list[Number]
    against: list[Number]
    share: str = ""
    base: Number | None = None


@dataclass(frozen=True)
class Row:
    """A line of the figures: what it is called, what it means, what it is here, and
    beside it in the whole bureau."""

    label: str
    meaning: str
    cell: Cell
    beside: Cell | None


@dataclass(frozen=True)
class Column:
    """Of the tables of departments and stations."""

    label: str | Promise
    names: tuple[str, ...]
    against: tuple[str, ...] = ()
    share: str = ""


COLUMNS = (
    Column(gettext_lazy("Hours"), ("hours",)),
    Column(gettext_lazy("Tasks"), ("tasks",)),
    Column(gettext_lazy("Assignments"), ("assignments",)),
    Column(gettext_lazy("Short notice"), ("short",), share="short_share"),
    Column(gettext_lazy("Same day"), ("same_day",)),
    Column(gettext_lazy("Taken back"), ("withdrawn", "recalled")),
    Column(gettext_lazy("Past date"), ("was_late",), share="late_share"),
    Column(gettext_lazy("Past date now"), ("is_late",)),
    Column(gettext_lazy("Returns"), ("returns",)),
    Column(gettext_lazy("Different forms"), ("forms",)),
    Column(gettext_lazy("Meetings : notices"), ("meetings",), ("notices",)),
    Column(gettext_lazy("Inspections : guidance"), ("inspections",), ("guidance",)),
    Column(gettext_lazy("Returned, reminded"), ("returned", "reminders")),
)
CARE = Column(gettext_lazy("Visits, commendations"), ("visits", "commendations"))


@dataclass(frozen=True)
class Part:
    """A department or station of the tables."""

    label: str
    home: str
    url: str
    cells: list[tuple[str, Cell]]


@dataclass(frozen=True)
class Quarter:
    """`width` of its bar is in per cent of the longest."""

    period: Period
    figures: Figures
    hours: str
    short: str
    width: float


@dataclass(frozen=True)
class Shown:
    """A unit's page; `reading` is its own, `around` that of its whole bureau."""

    viewed: Viewed
    asking: Asking
    reading: Reading
    around: Reading | None

    @property
    def whole(self) -> Figures:
        return self.reading.whole

    @property
    def hours(self) -> str:
        return formats.hours(self.whole.hours)

    @property
    def bureau_page(self) -> str:
        """For whoever oversees the bureau."""
        if self.viewed.kind == "bureau" or not self.viewed.overseen:
            return ""
        url = reverse("coordination:bureau_burden", args=[self.viewed.bureau.code])
        return f"{url}?period={self.asking.period.key}"

    @property
    def columns(self) -> list[Column]:
        return [*COLUMNS, *([CARE] if self.cares else [])]

    @property
    def department_columns(self) -> Sequence[Column]:
        return COLUMNS

    @cached_property
    def file_url(self) -> str:
        kind, code = self.viewed.kind, self.viewed.unit.code
        url = reverse(f"coordination:{kind}_burden_file", args=[code])
        return f"{url}?period={self.asking.period.key}"

    @property
    def cares(self) -> bool:
        """A department has no part in visits."""
        return self.viewed.kind != "department"

    @cached_property
    def rows_url(self) -> str:
        kind, code = self.viewed.kind, self.viewed.unit.code
        url = reverse(f"coordination:{kind}_burden_rows", args=[code])
        return f"{url}?period={self.asking.period.key}"

    def lines(self) -> list[Row]:
        return [
            Row(
                str(one.label),
                meaning_of(one, self.asking.short_days),
                self._cell(one, self.whole),
                self._cell(one, self.around.whole, open_rows=False)
                if self.around
                else None,
            )
            for one in SHOWN
        ]

    def parts(self, lines: Iterable[Line]) -> list[Part]:
        return [self._part(one) for one in lines]

    def quarters(self, found: Sequence[tuple[Period, Figures]]) -> list[Quarter]:
        most = max(figures["hours"] for _period, figures in found) or 1
        return [
            Quarter(
                period,
                figures,
                formats.hours(figures.hours),
                percent(figures.short_share),
                round(100 * figures["hours"] / most, 2),
            )
            for period, figures in found
        ]

    def _part(self, line: Line) -> Part:
        unit = line.unit
        if unit is None:
            narrow, label, home = f"&department={RESERVED}", _("Reserved strength"), ""
        else:
            kind = "station" if isinstance(unit, Station) else "department"
            narrow, label = f"&{kind}={unit.code}", unit.label
            home = "" if unit.bureau_id == self.viewed.bureau.pk else unit.bureau.label
        return Part(
            label,
            home,
            self._page_of(unit),
            [
                (str(one.label), self._cell(one, line.figures, narrow))
                for one in self._columns_of(unit)
            ],
        )

    def _columns_of(self, unit: Department | Station | None) -> Sequence[Column]:
        return self.columns if isinstance(unit, Station) else COLUMNS

    def _page_of(self, unit: Department | Station | None) -> str:
        """The unit's own page, where the reader oversees it."""
        if unit is None or not self.viewed.overseen or not self._below(unit):
            return ""
        kind = "station" if isinstance(unit, Station) else "department"
        url = reverse(f"coordination:{kind}_burden", args=[unit.code])
        return f"{url}?period={self.asking.period.key}"

    def _below(self, unit: Department | Station) -> bool:
        return unit.bureau.path.startswith(self.viewed.bureau.path)

    def _cell(
        self, one: Any, figures: Figures, narrow: str = "", *, open_rows: bool = True
    ) -> Cell:
        def number(name: str) -> Number:
            url = f"{self.rows_url}{narrow}&of={name}" if open_rows else ""
            return Number(
                label_of(name), text_of(name, figures), url if figures[name] else ""
            )

        base = getattr(one, "base", "")
        return Cell(
            [number(name) for name in one.names],
            [number(name) for name in one.against if self._knows(name)],
            percent(getattr(figures, one.share) or None) if one.share else "",
            number(base) if base else None,
        )

    def _knows(self, name: str) -> bool:
        return self.cares or MEASURES[name].source not in ("visited", "commended")


def text_of(name: str, figures: Figures) -> str:
    if MEASURES[name].of == "work":
        return formats.hours(Decimal(figures[name]) / HOUR)
    return formats.hours(figures[name])


def percent(found: Fraction | None) -> str:
    return "" if found is None else formats.share(found)


def heading(asking: Asking, name: str, count: int) -> dict[str, Any]:
    """What the list of a figure's rows says of itself."""
    measure = MEASURES[name]
    hours = None
    if measure.of == "work":
        rows = chosen(rows_of(asking, measure.source), measure)
        summed = rows.aggregate(sum=Sum("work"))["sum"] or 0
        hours = Decimal(summed) / HOUR
    shown = shown_of(name)
    reach = asking.reach
    sponsor = reach.sponsor
    who = _("Reserved strength") if sponsor == RESERVED else ""
    if isinstance(sponsor, Department):
        who = sponsor.label
    return {
        "label": label_of(name),
        "meaning": meaning_of(shown, asking.short_days),
        "count": count,
        "hours": hours,
        "of": [one for one in (who, reach.station and reach.station.label) if one],
    }
