"""A bureau's report: of each yuan how much arrives, how long it takes, where it stops.

Nine queries, however many stations there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from statistics import median

from budget.amounts import NOTHING, fen_of, rounded, share_of
from budget.bars import Part, parts
from budget.models import Category
from budget.reports.flows import Flows, read_flows
from budget.reports.pace import Pace, pace_of
from budget.reports.trend import Trend, YearSums, read_years, trend_of
from budget.year import Row, Whole, read, stations_of, whole
from organization.models import Bureau, Station

WORST = 10
FEWEST = 3  # below this many stations a median tells what a single one got


@dataclass(frozen=True)
class Unit:
    """A station, or the stations of a bureau below taken together."""

    unit: Bureau | Station
    rows: tuple[Row, ...]
    pace: Pace

    @property
    def is_bureau(self) -> bool:
        return isinstance(self.unit, Bureau)

    @cached_property
    def whole(self) -> Whole:
        return whole(self.rows)

    @cached_property
    def normed(self) -> Whole:
        """Of stations with a norm: what others confirmed makes up for no gap."""
        return whole([row for row in self.rows if row.entitled is not None])

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
        due = self.normed.entitled
        return share_of(self.normed.figures.confirmed, due) if due is not None else None


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
    """All figures of a bureau's year and purpose, as they stand today."""

    bureau: Bureau
    year: int
    category: str
    today: dt.date
    stations: tuple[Unit, ...]
    children: tuple[Bureau, ...]
    trend: Trend
    years: list[YearSums]

    @cached_property
    def all(self) -> Unit:
        return self._together(self.bureau, self.stations)

    @cached_property
    def units(self) -> list[Unit]:
        """Bureaus right below, then stations that belong to none of them."""
        homes: dict[int, list[Unit]] = {child.pk: [] for child in self.children}
        own: list[Unit] = []
        for one in self.stations:
            (row,) = one.rows
            homes.get(_branch(row.station, self.bureau), own).append(one)
        return [*(self._together(one, homes[one.pk]) for one in self.children), *own]

    @cached_property
    def gaps(self) -> list[Gap]:
        """Of every station that is short of something, the largest first."""
        found = [gap_of(row) for one in self.stations for row in one.rows]
        return sorted((gap for gap in found if gap.amount), key=_largest)

    @property
    def worst(self) -> list[Gap]:
        return self.gaps[:WORST]

    @property
    def worst_per_head(self) -> list[Gap]:
        counted = [gap for gap in self.gaps if gap.per_head is not None]
        return sorted(counted, key=_largest_per_head)[:WORST]

    @property
    def middle(self) -> Fraction | None:
        return middle_of(self.stations)

    def _together(self, unit: Bureau, ones: Iterable[Unit]) -> Unit:
        pace = Pace()
        rows: list[Row] = []
        for one in ones:
            pace += one.pace
            rows += one.rows
        return Unit(unit, tuple(rows), pace)


def read_report(
    bureau: Bureau, year: int, category: str = Category.RUNNING, *, today: dt.date
) -> Report:
    """As everything stands now; `today` is what ages are counted to."""
    stations = stations_of(bureau, year)
    flows = read_flows([one.pk for one in stations], year, category)
    return Report(
        bureau=bureau,
        year=year,
        category=category,
        today=today,
        stations=tuple(
            unit_of(row, flows, today) for row in read(stations, year, category)
        ),
        children=_children(bureau, stations),
        trend=trend_of((flow for one in flows.values() for flow in one), year, today),
        years=read_years(
            {"station__bureau__path__startswith": bureau.path}, year, category
        ),
    )


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
    return Unit(row.station, (row,), pace_of(flows[row.station.pk], today))


def middle_of(stations: Sequence[Unit]) -> Fraction | None:
    """Of each yuan disbursed so much is confirmed at the station in the middle; None
    where there are too few to hide a single one."""
    found = [one.of_each_yuan for one in stations]
    known = [share for share in found if share is not None]
    return median(known) if len(known) >= FEWEST else None


def _branch(station: Station, bureau: Bureau) -> int:
    """Id of the bureau right below in which the station lies; 0 for its own."""
    below = station.bureau.path.removeprefix(bureau.path)
    return int(below.partition("/")[0] or 0)


def _children(bureau: Bureau, stations: Sequence[Station]) -> tuple[Bureau, ...]:
    """Bureaus right below that have stations. A query is asked only for those whose
    stations all lie further down."""
    known = {one.bureau_id: one.bureau for one in stations}
    wanted = {_branch(one, bureau) for one in stations} - {0}
    found = [known[pk] for pk in wanted if pk in known]
    if far := wanted - known.keys():
        found += Bureau.objects.filter(pk__in=far)
    return tuple(sorted(found, key=lambda one: one.code))


def _largest(gap: Gap) -> tuple[Decimal, str]:
    return -gap.amount, gap.row.station.code


def _largest_per_head(gap: Gap) -> tuple[Decimal, str]:
    return -(gap.per_head or NOTHING), gap.row.station.code
