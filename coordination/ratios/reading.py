"""A unit's figures, and those of the departments and stations it is made of.

One statement for the figures, two for the names, one for the quarters, however many
stations and departments there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q
from django.db.models.functions import TruncQuarter

from coordination.ratios import sources
from coordination.ratios.figures import Figures, merged
from coordination.ratios.measures import Grouped, by_quarter, grouped
from coordination.ratios.period import Period, quarters
from coordination.ratios.reach import Reach
from organization.models import Department, Station
from organization.wall import lifted

QUARTERS = 8
Key = TypeVar("Key")


@dataclass(frozen=True)
class Asking:
    """What the figures are of: whose, when, and what short notice means there."""

    reach: Reach
    period: Period
    short_days: int
    now: dt.datetime


@dataclass(frozen=True)
class Line:
    """One department or station; no department: what must stay secret."""

    unit: Department | Station | None
    figures: Figures


@dataclass(frozen=True)
class Reading:
    """The whole, and its parts in the order of the tree."""

    whole: Figures
    departments: list[Line]
    stations: list[Line]


def rows_of(asking: Asking, source: str) -> sources.Rows:
    """What a figure of the source is counted from."""
    reach, period = asking.reach, asking.period
    if source == "asked":
        return sources.asked(reach, period, asking.short_days)
    if source == "due":
        return sources.due(reach, period, asking.now)
    return PLAIN[source](reach, period)


PLAIN = {
    "told": sources.told,
    "guided": sources.guided,
    "returned": sources.returned,
    "visited": sources.visited,
    "commended": sources.commended,
}
SOURCES = ("asked", "due", *PLAIN)
CARE = ("visited", "commended")
"""What no department asks for."""


def read(asking: Asking) -> Reading:
    return read_all({"": asking})[""]


@lifted("figures are counted of whole units, and stand beside their bureau's")
def read_all(askings: Mapping[Key, Asking]) -> dict[Key, Reading]:
    """One statement for the figures and two for names, of each that is asked."""
    parts = {
        (key, source): (source, rows_of(asking, source))
        for key, asking in askings.items()
        for source in SOURCES
    }
    counted = grouped(parts)
    return {
        key: _reading({one: counted[key, one] for one in SOURCES}, asking.reach)
        for key, asking in askings.items()
    }


def _reading(found: Mapping[str, Grouped], reach: Reach) -> Reading:
    asked = [one for source, one in found.items() if source not in CARE]
    return Reading(
        merged(one.whole for one in found.values()),
        _departments(asked),
        _stations(found.values(), reach),
    )


def read_quarters(asking: Asking) -> list[tuple[Period, Figures]]:
    """What was asked quarter by quarter, up to that of the period; one statement."""
    days = quarters(asking.period, QUARTERS)
    long = Period("own", days[0].first, days[-1].end)
    rows = sources.asked(asking.reach, long, asking.short_days)
    counted = by_quarter(rows.annotate(quarter=TruncQuarter("created_at")), "asked")
    by_day = {key.date(): counts for key, counts in counted.items()}
    return [(one, Figures(by_day.get(one.first, {}))) for one in days]


def _departments(found: Iterable[Grouped]) -> list[Line]:
    """Those that asked for something."""
    by_unit = _by_unit(one.askers for one in found)
    wanted = [pk for pk, figures in by_unit.items() if pk is not None and figures]
    rows = Department.objects.filter(pk__in=wanted).select_related("bureau")
    lines = [Line(row, by_unit[row.pk]) for row in rows.order_by("code")]
    secret = by_unit.get(None)
    return [*lines, *([Line(None, secret)] if secret else [])]


def _stations(found: Iterable[Grouped], reach: Reach) -> list[Line]:
    """All that are open, and closed ones something was asked of."""
    by_unit = _by_unit(one.places for one in found)
    asked = [pk for pk, figures in by_unit.items() if figures]
    rows = Station.objects.filter(Q(pk__in=asked) | _open(reach))
    shown = rows.select_related("bureau").order_by("code")
    return [Line(row, by_unit.get(row.pk, Figures())) for row in shown]


def _open(reach: Reach) -> Q:
    if reach.bureau is None:
        return Q(pk__in=())
    return Q(closed_on=None, bureau__path__startswith=reach.bureau.path)


def _by_unit(parts: Iterable[dict[Any, dict[str, int]]]) -> dict[Any, Figures]:
    found: dict[Any, dict[str, int]] = {}
    for one in parts:
        for pk, counts in one.items():
            found.setdefault(pk, {}).update(counts)
    return {pk: Figures(counts) for pk, counts in found.items()}
