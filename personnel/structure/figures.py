"""What the structure page says of a bureau or a station on one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from organization.models import Bureau
from personnel.structure.points import Counts

SIDES = ("hq", "stations")
AREAS = ("urban", "rural")


@dataclass(frozen=True)
class Side:
    """Police officers of HQ, or of stations.

    `there` is who is posted there, those borrowed among them; `sick` is on long sick
    leave; `leading` holds leading posts by what these are called.
    """

    approved: int = 0
    there: int = 0
    lent: int = 0
    borrowed: int = 0
    sick: int = 0
    leading: dict[str, int] = field(default_factory=dict)
    meant: dict[str, int] = field(default_factory=dict)  # approved leading posts

    @property
    def rolls(self) -> int:
        """在编: those who are lent belong here, those borrowed do not."""
        return self.there - self.borrowed + self.lent

    @property
    def on_post(self) -> int:
        """在岗: who is there, long sick leave not counted."""
        return self.there - self.sick

    @property
    def leaders(self) -> int:
        return sum(self.leading.values())

    @property
    def others(self) -> int:
        """Who holds no leading post."""
        return self.there - self.leaders

    @property
    def others_per_leader(self) -> Fraction | None:
        return Fraction(self.others, self.leaders) if self.leaders else None


@dataclass(frozen=True)
class Area:
    """Residents and those who look after them, of stations that have a figure."""

    residents: int | None = None
    officers: int = 0

    @property
    def per_officer(self) -> int | None:
        """Rounded up; None where either is not known."""
        if self.residents is None or not self.officers:
            return None
        return -(-self.residents // self.officers)


@dataclass(frozen=True)
class Figures:
    """One day of a bureau, or of a station, whose HQ side is then empty."""

    day: dt.date
    hq: Side
    stations: Side
    count: int  # stations with personnel data
    urban: Area
    rural: Area

    @property
    def share(self) -> Fraction | None:
        """Of those on post, who is in stations."""
        return _share(self.stations.on_post, self.hq.on_post)

    @property
    def share_of_rolls(self) -> Fraction | None:
        return _share(self.stations.rolls, self.hq.rolls)

    @property
    def to_one(self) -> Fraction | None:
        """Officers on post in stations to one at HQ."""
        at_hq = self.hq.on_post
        return Fraction(self.stations.on_post, at_hq) if at_hq else None

    @property
    def per_station(self) -> Fraction | None:
        return Fraction(self.stations.on_post, self.count) if self.count else None

    def missing(self, per_cent: int) -> int:
        """So many of those on post would have to go to stations to reach the share."""
        total = self.hq.on_post + self.stations.on_post
        return max(0, -(-per_cent * total // 100) - self.stations.on_post)


@dataclass(frozen=True)
class Floors:
    """What the bureau measures itself by: per cent, and residents per officer."""

    floor: int
    goal: int
    urban: int
    rural: int

    @classmethod
    def of(cls, bureau: Bureau) -> Floors:
        return cls(
            bureau.share_floor,
            bureau.share_goal,
            bureau.residents_urban,
            bureau.residents_rural,
        )

    def state(self, figures: Figures) -> str:
        """`below` the floor, `between` it and the goal, `reached`; or `unknown`."""
        share = figures.share
        if share is None:
            return "unknown"
        if share < Fraction(self.floor, 100):
            return "below"
        return "between" if share < Fraction(self.goal, 100) else "reached"

    def too_many(self, figures: Figures) -> int:
        """In how many of town and country officers look after more than they should."""
        pairs = ((figures.urban, self.urban), (figures.rural, self.rural))
        return sum((area.per_officer or 0) > most for area, most in pairs)


def days_of(counts: Counts, days: list[dt.date]) -> Iterator[Figures]:
    """The figures of every day, from what `reading` has added up."""
    sides = {side: list(_sides(counts, side)) for side in SIDES}
    areas = {area: list(_areas(counts, area)) for area in AREAS}
    known = counts.on_days("count")
    for n, day in enumerate(days):
        yield Figures(
            day,
            sides["hq"][n],
            sides["stations"][n],
            known[n],
            areas["urban"][n],
            areas["rural"][n],
        )


PLAIN = ("approved", "there", "lent", "borrowed", "sick")


def _sides(counts: Counts, side: str) -> Iterator[Side]:
    plain = {name: counts.on_days(f"{side} {name}") for name in PLAIN}
    kinds = {
        what: {kind: counts.on_days(f"{side} {what} {kind}") for kind in names}
        for what in ("leading", "meant")
        for names in [sorted(counts.names(f"{side} {what} "))]
    }
    for n in range(counts.length):
        numbers = {name: found[n] for name, found in plain.items()}
        yield Side(
            **numbers,
            leading={k: found[n] for k, found in kinds["leading"].items() if found[n]},
            meant={k: found[n] for k, found in kinds["meant"].items() if found[n]},
        )


def _areas(counts: Counts, area: str) -> Iterator[Area]:
    residents, known = counts.on_days(f"{area} residents"), counts.on_days(area)
    officers = counts.on_days(f"{area} officers")
    for n in range(counts.length):
        yield Area(residents[n] if known[n] else None, officers[n])


def _share(part: int, rest: int) -> Fraction | None:
    return Fraction(part, part + rest) if part + rest else None
