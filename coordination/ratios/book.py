"""A unit's figures as a workbook: the whole, its parts, quarters, what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from coordination.ratios.figures import SHOWN, Figures
from coordination.ratios.measures import MEASURES
from coordination.ratios.period import Period
from coordination.ratios.reading import Asking, Line, Reading
from coordination.ratios.sources import HOUR
from coordination.ratios.wording import label_of, meaning_of
from desk.sheets.writing import Cells, Sheet

PARTS = tuple(name for one in SHOWN for name in (*one.names, *one.against))


def book(
    title: str,
    asking: Asking,
    reading: Reading,
    quarters: Iterable[tuple[Period, Figures]],
) -> list[Sheet]:
    days = asking.short_days
    return [
        Sheet(_("Figures"), [_heads(), *_whole(title, asking, reading.whole)]),
        Sheet(_("By department"), [_part_heads(), *_parts(reading.departments)]),
        Sheet(_("By station"), [_part_heads(), *_parts(reading.stations)]),
        Sheet(_("By quarter"), [_quarter_heads(), *_quarters(quarters)]),
        Sheet(
            _("How this is reckoned"),
            [[_("Figure"), _("Meaning")], *_meanings(days)],
        ),
    ]


def _heads() -> Cells:
    return [_("Figure"), _("Number"), _("Of"), _("Per cent")]


def _whole(title: str, asking: Asking, figures: Figures) -> Iterator[Cells]:
    yield [f"{title} {asking.period.label}", None, None, None]
    for name in PARTS:
        shown = next((one for one in SHOWN if one.names == (name,)), None)
        of = figures[shown.base] if shown and shown.base else None
        cent = percent(getattr(figures, shown.share)) if shown and of else None
        yield [label_of(name), value_of(name, figures), of, cent]


def _part_heads() -> Cells:
    return [_("Code"), _("Unit"), *(label_of(name) for name in PARTS)]


def _parts(lines: Iterable[Line]) -> Iterator[Cells]:
    for one in lines:
        code = one.unit.code if one.unit else ""
        label = one.unit.label if one.unit else _("Reserved strength")
        yield [code, label, *(value_of(name, one.figures) for name in PARTS)]


ASKED = tuple(name for name in PARTS if MEASURES[name].source == "asked")


def _quarter_heads() -> Cells:
    return [_("Quarter"), *(label_of(name) for name in ASKED)]


def _quarters(quarters: Iterable[tuple[Period, Figures]]) -> Iterator[Cells]:
    for period, figures in quarters:
        yield [period.label, *(value_of(name, figures) for name in ASKED)]


def _meanings(days: int) -> Iterator[Cells]:
    for one in SHOWN:
        yield [str(one.label), meaning_of(one, days)]


def value_of(name: str, figures: Figures) -> float | int:
    """Hours to the minute's sixth decimal, everything else whole."""
    if MEASURES[name].of == "work":
        return round(figures[name] / HOUR, 6)
    return figures[name]


def percent(share: Fraction | None) -> float | None:
    return None if share is None else int(share * 1000 // 1) / 10
