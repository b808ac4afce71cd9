"""Bureaus and stations side by side, those furthest from what they should be first."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from organization.models import Bureau, Station
from personnel.structure.figures import Area, Figures, Floors
from personnel.structure.reading import Reading


@dataclass(frozen=True)
class BureauRow:
    """A bureau below: its figures today, and how its share has moved since the first
    of the days, in points of a hundred; None where either is not known."""

    bureau: Bureau
    now: Figures
    state: str
    moved: Fraction | None


@dataclass(frozen=True)
class StationRow:
    """An own station; an officer there should look after `most` residents at most."""

    station: Station
    now: Figures
    year: int | None
    most: int

    @property
    def area(self) -> Area:
        return self.now.rural if self.station.rural else self.now.urban

    @property
    def times(self) -> Fraction | None:
        """Residents per community officer, as a multiple of what should be."""
        found = self.area.per_officer
        return Fraction(found, self.most) if found is not None else None

    @property
    def vacancies(self) -> int | None:
        """None where no establishment is entered."""
        side = self.now.stations
        return max(0, side.approved - side.rolls) if side.approved else None


def bureau_rows(reading: Reading, floors: Floors) -> list[BureauRow]:
    """The smallest share first, those without data last."""
    rows = []
    for bureau, days in reading.bureaus:
        first, now = days[0].share, days[-1].share
        moved = None if first is None or now is None else 100 * (now - first)
        rows.append(BureauRow(bureau, days[-1], floors.state(days[-1]), moved))
    return sorted(rows, key=lambda row: (row.now.share is None, row.now.share or 0))


def station_rows(reading: Reading, floors: Floors) -> list[StationRow]:
    """Most residents per community officer first, measured by what should be."""
    rows = [
        StationRow(
            station,
            days[-1],
            reading.years.get(station.pk),
            floors.rural if station.rural else floors.urban,
        )
        for station, days in reading.stations
    ]
    return sorted(rows, key=lambda row: (row.times is None, -(row.times or 0)))
