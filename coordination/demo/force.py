"""Founding the demo force: one city bureau, its counties, departments and stations."""

from __future__ import annotations

from dataclasses import dataclass, field

from coordination.demo.files import Row, table
from organization import services
from organization.models import Bureau, Department, Level, Station

COUNTY_WITH_ALL_DEPARTMENTS = "990102000000"
OFFICE = "基础管控"


@dataclass
class Force:
    """Units by code, and the figures of each station that people rest on."""

    bureaus: dict[str, Bureau] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    # They ask stations too, but are not of the police: nobody is posted there.
    townships: dict[str, Department] = field(default_factory=dict)
    stations: dict[str, Station] = field(default_factory=dict)
    figures: dict[str, Row] = field(default_factory=dict)

    @property
    def city(self) -> Bureau:
        return next(b for b in self.bureaus.values() if b.level == Level.CITY)

    def department(self, short_name: str) -> Department:
        """By its short name, which says whose it is: 望津治安, 柳堰街道."""
        known = (*self.departments.values(), *self.townships.values())
        return next(d for d in known if d.short_name == short_name)

    def office(self, bureau: Bureau) -> Department:
        """The bureau's coordination office."""
        own = (d for d in self.departments.values() if d.bureau == bureau)
        return next(d for d in own if d.is_coordination_office)

    def station(self, short_name: str) -> Station:
        return next(s for s in self.stations.values() if s.short_name == short_name)

    def strength(self, station: Station) -> int | None:
        """Officers on the establishment; None where nothing is known."""
        text = self.figures[station.code]["strength"]
        return int(text) if text else None

    def under(self, bureau: Bureau) -> list[Station]:
        return [
            s for s in self.stations.values() if s.bureau.path.startswith(bureau.path)
        ]


def found() -> Force:
    """Found every unit of data/units.csv; above comes before below there."""
    force = Force()
    for row in table("units"):
        if row["kind"] in (Level.CITY, Level.COUNTY):
            _bureau(force, row)
        elif row["kind"] == "department":
            force.departments[row["code"]] = _department(force, row)
        elif row["kind"] == "township":
            force.townships[row["code"]] = _department(force, row)
        else:
            _station(force, row)
    return force


def _bureau(force: Force, row: Row) -> None:
    force.bureaus[row["code"]] = services.create_bureau(
        by=None,
        code=row["code"],
        name=row["name"],
        level=row["kind"],
        parent=force.bureaus.get(row["above"]),
        short_name=row["short_name"],
        name_en=row["name_en"],
    )


def _department(force: Force, row: Row) -> Department:
    return services.create_department(
        by=None,
        bureau=force.bureaus[row["above"]],
        code=row["code"],
        name=row["name"],
        speciality=row["speciality"],
        short_name=row["short_name"],
        name_en=row["name_en"],
        is_coordination_office=row["speciality"] == OFFICE,
        external=row["kind"] == "township",
    )


def _station(force: Force, row: Row) -> None:
    force.figures[row["code"]] = row
    force.stations[row["code"]] = services.create_station(
        by=None,
        bureau=force.bureaus[row["above"]],
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        name_en=row["name_en"],
        rural=row["kind"] == "rural",
    )
