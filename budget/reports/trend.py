"""A year month by month, and beside the years before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone

from budget.amounts import NOTHING, fen_of, share_of
from budget.models import Disbursement, Line
from budget.reports.pace import Flow, Move
from organization.together import together

MONTHS, YEARS = 12, 5


@dataclass(frozen=True)
class Month:
    """What had come so far by its last day; `first` is its first day, None for what
    came after the year."""

    first: dt.date | None
    allocated: Decimal
    disbursed: Decimal
    confirmed: Decimal


@dataclass(frozen=True)
class Trend:
    """Months that have begun. `december` is the share of what was disbursed that was
    disbursed in December; None before it, and where nothing was."""

    months: list[Month]
    december: Fraction | None


@dataclass(frozen=True)
class YearSums:
    """A year as it stands today."""

    year: int
    allocated: Decimal
    disbursed: Decimal
    confirmed: Decimal
    december: Decimal

    @property
    def of_each_yuan(self) -> Fraction | None:
        return share_of(self.confirmed, self.disbursed)

    @property
    def each_yuan(self) -> Decimal | None:
        """The same in yuan and fen, never more than it is."""
        return fen_of(self.of_each_yuan)

    @property
    def rush(self) -> Fraction | None:
        """The share that was disbursed in December."""
        return share_of(self.december, self.disbursed)


def trend_of(flows: Iterable[Flow], year: int, today: dt.date) -> Trend:
    """What comes before the year counts in January, what comes after it stands last."""
    known = list(flows)
    steps: tuple[Callable[[Flow], list[Move]], ...] = (
        lambda flow: flow.allocated,
        lambda flow: flow.disbursed,
        lambda flow: [(day, fen) for _out, day, fen in flow.confirmed],
    )
    by_month = [_by_month(known, step, year) for step in steps]
    sums = [list(accumulate(fen)) for fen in by_month]
    late = today.year > year and any(fen[MONTHS] for fen in by_month)
    months = [
        Month(first, *(_yuan(column[n]) for column in sums))
        for n, first in enumerate([*_firsts(year), None])
        if (first <= today if first else late)
    ]
    out = by_month[1]
    over = today >= dt.date(year, MONTHS, 1) and sum(out) > 0
    return Trend(months, Fraction(out[MONTHS - 1], sum(out)) if over else None)


def read_years(where: dict[str, Any], year: int, category: str) -> list[YearSums]:
    """The year and up to four before it, the latest first; one query. `where` says
    which lines, by their station."""
    asked = {"category": category, "year__gt": year - YEARS, "year__lte": year, **where}
    lines: Any = Line.objects.filter(**asked).order_by("-year").values_list("year")
    sums = lines.annotate(
        Sum("balance__allocated"),
        Sum("balance__disbursed"),
        Sum("balance__confirmed"),
    )
    found, rush = together(sums, _december(asked, year))
    late: dict[int, Decimal] = dict(rush)
    return [
        YearSums(one, allocated, disbursed, confirmed, late.get(one) or NOTHING)
        for one, allocated, disbursed, confirmed in found
    ]


def _december(asked: dict[str, Any], last: int) -> Any:
    """What was disbursed in the last month of each of the years."""
    then = Q()
    for year in range(last - YEARS + 1, last + 1):
        first, end = (
            timezone.make_aware(dt.datetime(*day, 1))
            for day in ((year, MONTHS), (year + 1, 1))
        )
        then |= Q(line__year=year, released_at__gte=first, released_at__lt=end)
    of_lines = {f"line__{name}": value for name, value in asked.items()}
    rows = Disbursement.objects.filter(then, **of_lines).order_by()
    years: Any = rows.values_list("line__year")
    return years.annotate(Sum("delivery__disbursed"))


def _by_month(
    flows: Iterable[Flow], step: Callable[[Flow], list[Move]], year: int
) -> list[int]:
    """Fen of each month, and of what came after the year."""
    found = [0] * (MONTHS + 1)
    for flow in flows:
        for day, fen in step(flow):
            n = 0 if day.year < year else day.month - 1
            found[MONTHS if day.year > year else n] += fen
    return found


def _firsts(year: int) -> list[dt.date]:
    return [dt.date(year, n, 1) for n in range(1, MONTHS + 1)]


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)
