"""A bureau's report: of each yuan how much arrives, how long it takes, where it stops.

Six queries, however many stations there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from statistics import median

from budget.amounts import NOTHING, fen_of, rounded, share_of
from budget.bars import Part, parts
from budget.below.counting import Wanted
from budget.below.reading import Below, count
from budget.below.terms import homes_of
from budget.models import Category
from budget.reports.flows import Flows
from budget.reports.pace import Pace, pace_of
from budget.reports.stretches import Paces, read_paces
from budget.reports.trend import Trend, YearSums, read_years, trend_of
from budget.sums import Sums
from budget.year import Row, Whole
from organization.models import Bureau, Station

WORST = 10
FEWEST = 3  # below this many stations a median tells what a single one got


@dataclass(frozen=True)
class Unit:
    """A station, or the stations of a bureau below taken together."""

    unit: Bureau | Station
    sums: Sums
    pace: Pace

    @property
    def is_bureau(self) -> bool:
        return isinstance(self.unit, Bureau)

    @property
    def whole(self) -> Whole:
        return self.sums.whole

    @cached_property
    def parts(self) -> list[Part]:
        return parts(self.whole.figures, self.whole.entitled)

    @property
    def of_each_yuan(self) -> Fraction | None:
        """Confirmed, of what was disbursed."""
        return share_of(self.whole.figures.confirmed, self.whole.figures.disbursed)

    @property
    def each_yuan(self) -> Decimal | None:
        """The same in yuan and fen, never more than it is."""
        return fen_of(self.of_each_yuan)

    @property
    def of_due(self) -> Fraction | None:
        """Confirmed, of what is due; by those to whom something can be due."""
        due = self.whole.entitled
        return share_of(self.sums.normed.confirmed, due) if due is not None else None


@dataclass(frozen=True)
class Gap:
    """What a station is short of, and where it stops: the four add up to `amount`."""

    row: Row
    amount: Decimal
    allocated: Decimal
    disbursed: Decimal
    received: Decimal
    confirmed: Decimal

    @property
    def per_head(self) -> Decimal | None:
        heads = self.row.heads
        return rounded(Fraction(self.amount) / Fraction(heads)) if heads else None

    @property
    def stops(self) -> str:
        """The step that lacks most; of several the first."""
        names = ("allocated", "disbursed", "received", "confirmed")
        return max(names, key=lambda name: getattr(self, name))


@dataclass(frozen=True)
class Report:
    """All figures of a bureau's year and purpose, as they stand today.

    `units` are bureaus right below, then stations that belong to none of them; `gaps`
    stations that are short of something, the largest gap first, of `short` in all.
    """

    bureau: Bureau
    year: int
    category: str
    today: dt.date
    all: Unit
    units: list[Unit]
    gaps: list[Gap]
    worst_per_head: list[Gap]
    short: int
    trend: Trend
    years: list[YearSums]

    @property
    def worst(self) -> list[Gap]:
        return self.gaps[:WORST]

    @property
    def children(self) -> bool:
        """Does anything lie further down?"""
        return any(one.is_bureau for one in self.units)


def read_report(
    bureau: Bureau,
    year: int,
    category: str = Category.RUNNING,
    *,
    today: dt.date,
    gaps: int | None = WORST,
    page: int = 1,
) -> Report:
    """As everything stands now; `today` is what ages are counted to. `gaps`: so many
    of them are read, from that page on; None: all."""
    homes = homes_of(bureau, year, category)
    short = Wanted("short", "missing", gaps, page)
    per_head = Wanted("short_heads", "per_head", WORST)
    below = count(homes, year, category, Wanted("own"), short, per_head)
    own, largest, by_head = below.rows()
    paces = read_paces(homes, year, category, today)
    return Report(
        bureau=bureau,
        year=year,
        category=category,
        today=today,
        all=Unit(bureau, below.all, paces.all),
        units=[*_children(bureau, below, paces), *_own(own, paces)],
        gaps=[gap_of(row) for row in largest],
        worst_per_head=[gap_of(row) for row in by_head],
        short=below.short,
        trend=trend_of([paces.months], year, today),
        years=read_years(
            {"station__bureau__path__startswith": bureau.path}, year, category
        ),
    )


def _children(bureau: Bureau, below: Below, paces: Paces) -> Iterator[Unit]:
    for one in Bureau.objects.filter(parent=bureau).order_by("code"):
        sums = below.of(one.pk)
        if sums.stations:
            yield Unit(one, sums, paces.bureaus[one.pk])


def _own(rows: Iterable[Row], paces: Paces) -> Iterator[Unit]:
    for row in rows:
        yield Unit(row.station, Sums.of([row]), paces.stations[row.station.pk])


def gap_of(row: Row) -> Gap:
    """What came beyond what is due makes up for no other step."""
    due = row.entitled if row.entitled is not None else NOTHING
    made = row.figures
    edges = [
        min(edge, due)
        for edge in (made.allocated, made.disbursed, made.received, made.confirmed)
    ]
    steps = [
        before - after for before, after in zip([due, *edges], edges, strict=False)
    ]
    return Gap(row, sum(steps, NOTHING), *steps)


def unit_of(row: Row, flows: Flows, today: dt.date) -> Unit:
    return Unit(row.station, Sums.of([row]), pace_of(flows[row.station.pk], today))


def middle_of(stations: Sequence[Unit]) -> Fraction | None:
    """Of each yuan disbursed so much is confirmed at the station in the middle; None
    where there are too few to hide a single one."""
    found = [one.of_each_yuan for one in stations]
    known = [share for share in found if share is not None]
    return median(known) if len(known) >= FEWEST else None
