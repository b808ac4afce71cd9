"""Whose year a workbook shows, and how rows of it are told in cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils import timezone

from budget.models import Line
from organization.models import Bureau, Station, User

Values = dict[str, Any]


@dataclass(frozen=True)
class ToldLine:
    """A line as sheets name it: by the columns that are read, and as cells."""

    values: Values
    cells: tuple[str, ...]


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

    @cached_property
    def lines(self) -> dict[int, ToldLine]:
        """All of the year by their ids."""
        rows = Line.objects.visible_to(self.by).filter(self.stations(), year=self.year)
        return {row.pk: told_line(row) for row in rows.select_related("station")}


def told_line(row: Line) -> ToldLine:
    names = ("year", "category", "source")
    values = station_values(row.station) | {n: getattr(row, n) for n in names}
    purpose = (row.get_category_display(), row.get_source_display())
    return ToldLine(values, (row.station.code, row.station.label, *purpose))


def station_values(station: Station) -> Values:
    return {"station": station.code, "station_name": station.name}


def moment(at: dt.datetime | None) -> dt.datetime | None:
    """As a cell holds it: the clock on the wall, without a zone."""
    if at is None:
        return None
    return timezone.localtime(at).replace(tzinfo=None, microsecond=0)


def name_of(user: User | None) -> str:
    return user.name if user else ""
