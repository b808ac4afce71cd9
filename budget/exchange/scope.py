"""Whose year a workbook shows, and how rows of it are told in cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from budget.models import Line
from organization.models import Bureau, Station, User

Values = dict[str, Any]


@dataclass(frozen=True)
class Scope:
    """Whose year it is and who reads it: a station, or all of a bureau."""

    by: User
    bureau: Bureau
    year: int
    station: Station | None = None

    def stations(self, route: str = "station") -> Q:
        """Condition on rows that reach a station by the route."""
        if self.station is not None:
            return Q(**{route: self.station})
        return Q(**{f"{route}__bureau__path__startswith": self.bureau.path})


def of_lines(scope: Scope, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows of lines of the year, with what names the line."""
    found = rows.filter(scope.stations("line__station"), line__year=scope.year)
    return found.select_related("line__station")


def station_values(station: Station) -> Values:
    return {"station": station.code, "station_name": station.name}


def line_values(line: Line) -> Values:
    names = ("year", "category", "source")
    return station_values(line.station) | {n: getattr(line, n) for n in names}


def moment(at: dt.datetime | None) -> dt.datetime | None:
    """As a cell holds it: the clock on the wall, without a zone."""
    if at is None:
        return None
    return timezone.localtime(at).replace(tzinfo=None, microsecond=0)


def name_of(user: User | None) -> str:
    return user.name if user else ""
