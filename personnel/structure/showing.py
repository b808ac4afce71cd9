"""The pictures of the structure page, and its tables as they are taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from organization.templatetags import formats
from personnel.structure.charts import Bar, Chart, Layer, Wanted, bars, chart, pyramid
from personnel.structure.comparing import (
    BureauRow,
    StationRow,
    bureau_rows,
    station_rows,
)
from personnel.structure.figures import Area, Figures, Floors, Side
from personnel.structure.reading import Reading

HUNDRED = 100
Cells = list[object]


@dataclass(frozen=True)
class Shown:
    """A bureau's structure as it is put before people."""

    reading: Reading
    floors: Floors

    @property
    def now(self) -> Figures:
        return self.reading.whole[-1]

    @property
    def state(self) -> str:
        return self.floors.state(self.now)

    @property
    def missing(self) -> int:
        """How many would have to be in stations to reach what is next."""
        below = self.state == "below"
        return self.now.missing(self.floors.floor if below else self.floors.goal)

    @cached_property
    def bureaus(self) -> list[BureauRow]:
        return bureau_rows(self.reading, self.floors)

    @cached_property
    def stations(self) -> list[StationRow]:
        return station_rows(self.reading, self.floors)

    @property
    def sides(self) -> list[tuple[str, Side, list[Bar], list[Layer]]]:
        """HQ and stations: their name, figures, bars and pyramid."""
        found = []
        pairs = ((_("HQ"), self.now.hq), (_("Stations"), self.now.stations))
        longest = max(
            (max(s.approved, s.rolls, s.on_post) for _name, s in pairs), default=0
        )
        for name, side in pairs:
            numbers = {
                _("Approved"): side.approved,
                _("On the rolls"): side.rolls,
                _("On post"): side.on_post,
            }
            found.append((name, side, bars(numbers, longest), pyramid(side)))
        return found

    @property
    def sizes(self) -> list[Bar]:
        """How many stations have how many officers."""
        named = {
            pgettext("officers of a station", "%(a)s or more") % {"a": a}
            if b is None
            else f"{a}–{b}": n
            for a, b, n in self.reading.sizes
        }
        return bars(named)

    @property
    def share(self) -> Chart:
        floors = self.floors
        return chart(
            self.reading.whole,
            [
                Wanted(
                    _("On post"),
                    lambda figures: _per_cent(figures.share),
                    lambda value: value < floors.floor,
                ),
                Wanted(
                    _("On the rolls"), lambda figures: _per_cent(figures.share_of_rolls)
                ),
            ],
            {_("Floor"): floors.floor, _("Aim"): floors.goal},
            lambda value: formats.share(Fraction(value) / HUNDRED),
        )

    @property
    def per_station(self) -> Chart:
        wanted = Wanted("", lambda figures: figures.per_station)
        return chart(self.reading.whole, [wanted], {})

    @property
    def residents(self) -> Chart:
        floors = self.floors
        return chart(
            self.reading.whole,
            [
                Wanted(
                    _("In town"),
                    lambda figures: figures.urban.per_officer,
                    lambda value: value > floors.urban,
                ),
                Wanted(
                    _("In the country"),
                    lambda figures: figures.rural.per_officer,
                    lambda value: value > floors.rural,
                ),
            ],
            {
                _("At most, in town"): floors.urban,
                _("At most, in the country"): floors.rural,
            },
        )

    def months(self) -> Iterator[Cells]:
        """The heading, then a row per day."""
        yield [_("Day"), *figure_names()]
        for figures in self.reading.whole:
            yield [figures.day, *figure_cells(figures)]

    def below(self) -> Iterator[Cells]:
        yield [_("Code"), _("Bureau"), *figure_names()]
        for row in self.bureaus:
            yield [row.bureau.code, row.bureau.label, *figure_cells(row.now)]

    def own(self) -> Iterator[Cells]:
        yield [
            *(_("Code"), _("Station"), _("Approved"), _("On the rolls"), _("Lent")),
            *(_("Borrowed"), _("Long sick leave"), _("On post")),
            *(_("Residents"), _("Year"), _("Community officers")),
            *(_("Residents per community officer"), _("At most")),
        ]
        for row in self.stations:
            side, area = row.now.stations, row.area
            yield [
                *(row.station.code, row.station.label, side.approved or None),
                *(side.rolls, side.lent, side.borrowed, side.sick, side.on_post),
                *(area.residents, row.year, area.officers if row.year else None),
                *(area.per_officer, row.most),
            ]


def figure_names() -> Cells:
    side = (
        *(_("Approved"), _("On the rolls"), _("Lent"), _("Borrowed")),
        *(_("Long sick leave"), _("On post"), _("Leading posts")),
    )
    hq, stations = _("HQ"), _("Stations")
    return [
        *(f"{hq} {name}" for name in side),
        *(f"{stations} {name}" for name in side),
        *(_("Share in stations, on post"), _("Share in stations, on the rolls")),
        *(_("Stations"), _("Officers per station")),
        _("Residents per community officer, in town"),
        _("Residents per community officer, in the country"),
    ]


def figure_cells(figures: Figures) -> Cells:
    """What is not known is left blank."""
    found: Cells = []
    for side in (figures.hq, figures.stations):
        found += [side.approved or None, side.rolls, side.lent, side.borrowed]
        found += [side.sick, side.on_post, side.leaders]
    return [
        *found,
        *(_number(figures.share, 4), _number(figures.share_of_rolls, 4)),
        *(figures.count, _number(figures.per_station, 2)),
        *(figures.urban.per_officer, figures.rural.per_officer),
    ]


def figure_fields(figures: Figures) -> dict[str, object]:
    """The same for other systems."""
    return {
        "hq": _side(figures.hq),
        "stations": _side(figures.stations) | {"count": figures.count},
        "share_on_post": _number(figures.share, 4),
        "share_on_rolls": _number(figures.share_of_rolls, 4),
        "stations_to_one_at_hq": _number(figures.to_one, 2),
        "officers_per_station": _number(figures.per_station, 2),
        "urban": _area(figures.urban),
        "rural": _area(figures.rural),
    }


def _side(side: Side) -> dict[str, object]:
    return {
        "approved": side.approved or None,
        "on_rolls": side.rolls,
        "lent": side.lent,
        "borrowed": side.borrowed,
        "long_sick": side.sick,
        "on_post": side.on_post,
        "leading": side.leaders,
    }


def _area(area: Area) -> dict[str, object]:
    return {
        "residents": area.residents,
        "community_officers": None if area.residents is None else area.officers,
        "residents_per_community_officer": area.per_officer,
    }


def _per_cent(share: Fraction | None) -> Fraction | None:
    return None if share is None else HUNDRED * share


def _number(value: Fraction | None, places: int) -> float | None:
    return None if value is None else round(float(value), places)
