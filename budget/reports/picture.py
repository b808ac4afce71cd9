"""The year as a stepped curve: x in per cent, y in px, drawn by a template.

One upon the other: confirmed, disbursed beyond it, allocated beyond that. Heights are
not rounded to anything, so that a curve shows what the table beside it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from budget.reports.trend import MONTHS, Month
from organization.templatetags.formats import round_yuan, short_month

HEIGHT, HEAD, FOOT = 180.0, 18.0, 22.0
FLOOR = HEAD + HEIGHT
LINES = 4


@dataclass(frozen=True)
class Area:
    """One month's stretch of a curve: a block down to the next one's, and the line on
    top of it."""

    name: str
    x: float
    y: float
    width: float
    height: float

    @property
    def end(self) -> float:
        return self.x + self.width


@dataclass(frozen=True)
class Mark:
    """A word at a height, or below a month."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    areas: list[Area]
    rises: list[tuple[str, float, float, float]]  # name, x, from y to y
    levels: list[Mark]
    names: list[Mark]
    due: float | None
    whole: float = FLOOR + FOOT


def picture(months: Sequence[Month], due: Decimal | None) -> Picture | None:
    """None where nothing has come yet. Columns for twelve months, and one more where
    something came after the year."""
    top = max([*(one.allocated for one in months), due or Decimal(0)], default=0)
    if not months or not months[-1].allocated or not top:
        return None
    later = months[-1].first is None
    width = 100 / (MONTHS + later)
    limit, marks = _scale(Decimal(top))
    areas = [
        area
        for n, one in enumerate(months)
        for area in _areas(one, n * width, width, limit)
    ]
    return Picture(
        areas=areas,
        rises=list(_rises(areas)),
        levels=[Mark(round_yuan(mark), 0, _y(mark, limit)) for mark in marks],
        names=list(_names(months, width)),
        due=None if due is None else _y(due, limit),
    )


def _areas(month: Month, x: float, width: float, limit: Decimal) -> Iterator[Area]:
    names = ("allocated", "disbursed", "confirmed")
    tops = [_y(getattr(month, name), limit) for name in names]
    for name, (y, end) in zip(names, pairwise([*tops, FLOOR]), strict=True):
        yield Area(name, x, y, width, end - y)


def _rises(areas: Sequence[Area]) -> Iterator[tuple[str, float, float, float]]:
    """The upright pieces that make one curve of a name's lines."""
    before: dict[str, float] = {}
    for one in areas:
        y = before.get(one.name, FLOOR)
        if y != one.y:
            yield one.name, one.x, y, one.y
        before[one.name] = one.y


def _names(months: Sequence[Month], width: float) -> Iterator[Mark]:
    for n, one in enumerate(months):
        text = _("later") if one.first is None else short_month(one.first)
        yield Mark(text, (n + 0.5) * width, FLOOR + 15)


def _scale(top: Decimal) -> tuple[Decimal, list[Decimal]]:
    """A round step, at most four lines, and room above the highest."""
    limit = top * Decimal("1.1")
    tens = Decimal(10) ** (limit.adjusted() - 1)
    step = next(
        tens * n for n in (1, 2, 5, 10, 20, 25, 50, 100) if limit / (tens * n) <= LINES
    )
    return limit, [step * n for n in range(1, int(limit / step) + 1)]


def _y(amount: Decimal, limit: Decimal) -> float:
    return FLOOR - float(amount / limit) * HEIGHT
