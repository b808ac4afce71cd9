"""A station's own report, beside the middle of its bureau's stations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from budget.models import Category
from budget.reports.flows import read_flows
from budget.reports.pace import Pace, pace_of
from budget.reports.report import Unit, middle_of, unit_of
from budget.reports.trend import Trend, YearSums, read_years, trend_of
from budget.year import read, stations_of
from organization.models import Station
from organization.wall import lifted


@dataclass(frozen=True)
class StationReport:
    """`middle` is None where too few stations got money to say nothing of a single
    one; so is `pace` of the bureau's stations together."""

    own: Unit
    trend: Trend
    years: list[YearSums]
    middle: Fraction | None
    pace: Pace | None


@lifted("a station's money stands beside the middle of its bureau's stations")
def read_station_report(
    station: Station, year: int, category: str = Category.RUNNING, *, today: dt.date
) -> StationReport:
    """Nothing of another station is told but through the middle of all."""
    others = [one for one in stations_of(station.bureau, year) if one.pk != station.pk]
    stations = [station, *others]
    flows = read_flows([one.pk for one in stations], year, category)
    units = [unit_of(row, flows, today) for row in read(stations, year, category)]
    middle = middle_of(units)
    every = [flow for one in flows.values() for flow in one]
    return StationReport(
        own=units[0],
        trend=trend_of(flows[station.pk], year, today),
        years=read_years({"station": station}, year, category),
        middle=middle,
        pace=None if middle is None else pace_of(every, today),
    )
