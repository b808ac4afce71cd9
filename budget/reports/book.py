"""A report as a workbook: a sheet per section of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from budget.models import Category
from budget.reports.pace import Spread
from budget.reports.report import Gap, Report
from budget.reports.terms import TERMS
from budget.reports.trend import Month, YearSums
from desk.sheets.writing import Cells, Sheet


def book(report: Report) -> list[Sheet]:
    return [
        Sheet(_("Of each yuan"), [_unit_heads(), *_units(report)]),
        Sheet(pgettext("money", "Days"), [_day_heads(), *_days(report)]),
        Sheet(_("Largest gaps"), [_gap_heads(), *map(_gap, report.gaps)]),
        Sheet(_("By month"), [_month_heads(), *map(_month, report.trend.months)]),
        Sheet(_("By year"), [_year_heads(), *map(_year, report.years)]),
        Sheet(_("How this is reckoned"), _terms(report)),
    ]


def _steps() -> list[object]:
    return [
        *(_("Allocated"), _("Disbursed"), _("Arrived")),
        pgettext("money", "Confirmed"),
    ]


def _unit_heads() -> Cells:
    return [
        *(_("Code"), _("Unit"), pgettext("money", "Due"), *_steps()),
        _("Confirmed of what was disbursed, %"),
        _("Confirmed of what is due, %"),
        *(_("Gap"), _("Disputed"), _("Unanswered")),
    ]


def _units(report: Report) -> Iterator[Cells]:
    for one in [*report.units, report.all]:
        every, made = one.whole, one.whole.figures
        yield [
            *(one.unit.code, one.unit.label, every.entitled),
            *(made.allocated, made.disbursed, made.received, made.confirmed),
            *(_percent(one.of_each_yuan), _percent(one.of_due)),
            *(every.gap, every.disputes, every.unanswered),
        ]


def _day_heads() -> Cells:
    ways = (
        _("Allocated to confirmed"),
        _("Allocated to disbursed"),
        _("Disbursed to confirmed"),
    )
    kinds = (_("yuan"), _("median days"), _("nine of ten within days"), _("mean days"))
    waits = (_("Allocated, not disbursed"), _("Disbursed, not confirmed"))
    ages = (_("yuan"), _("median age in days"), _("oldest, days"))
    return [
        *(_("Code"), _("Unit")),
        *(f"{way}, {kind}" for way in ways for kind in kinds),
        *(f"{wait}, {age}" for wait in waits for age in ages),
    ]


def _days(report: Report) -> Iterator[Cells]:
    for one in [*report.units, report.all]:
        pace = one.pace
        yield [
            *(one.unit.code, one.unit.label),
            *_gone((pace.whole, pace.out, pace.back)),
            *_waiting((pace.idle, pace.silent)),
        ]


def _gone(spreads: Iterable[Spread]) -> Iterator[object]:
    for one in spreads:
        mean = None if one.mean is None else round(float(one.mean), 1)
        yield from (one.amount, one.median, one.most, mean)


def _waiting(spreads: Iterable[Spread]) -> Iterator[object]:
    for one in spreads:
        yield from (one.amount, one.median, one.longest)


def _gap_heads() -> Cells:
    return [
        *(_("Station code"), _("Station"), _("Gap"), _("Gap per head")),
        *(_("Not allocated"), _("Allocated, not disbursed")),
        *(_("Disbursed, not arrived"), _("Arrived, not confirmed")),
    ]


def _gap(gap: Gap) -> Cells:
    station = gap.row.station
    return [
        *(station.code, station.label, gap.amount, gap.per_head),
        *(gap.allocated, gap.disbursed, gap.received, gap.confirmed),
    ]


def _month_heads() -> Cells:
    allocated, disbursed, _arrived, confirmed = _steps()
    return [_("By the end of"), allocated, disbursed, confirmed]


def _month(one: Month) -> Cells:
    name = _("later") if one.first is None else f"{one.first:%Y-%m}"
    return [name, one.allocated, one.disbursed, one.confirmed]


def _year_heads() -> Cells:
    allocated, disbursed, _arrived, confirmed = _steps()
    return [
        *(_("Year"), allocated, disbursed, confirmed),
        _("Confirmed of what was disbursed, %"),
        *(_("Disbursed in December"), _("In December, %")),
    ]


def _year(one: YearSums) -> Cells:
    return [
        *(one.year, one.allocated, one.disbursed, one.confirmed),
        *(_percent(one.of_each_yuan), one.december, _percent(one.rush)),
    ]


def _terms(report: Report) -> Iterator[Cells]:
    """Whose figures they are, as of when, and what they mean."""
    yield [_("Bureau"), report.bureau.label]
    yield [_("Year"), report.year]
    yield [_("What for"), str(Category(report.category).label)]
    yield [_("As of"), report.today]
    for term, meaning in TERMS:
        yield [str(term), str(meaning)]


def _percent(share: Fraction | None) -> float | None:
    """Rounded down, as everywhere: what lies below 40 % does not read as 40 %."""
    return None if share is None else int(share * 1000 // 1) / 10
