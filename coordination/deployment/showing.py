"""A plan as it was kept, with the people and places it names."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from coordination.core.facts import hours
from organization.models import Department, Station
from personnel.establishment import Unit
from personnel.models import Officer, Post


@dataclass(frozen=True)
class Shown:
    """One posting: hours it saves where he goes and costs where he leaves."""

    officer: Officer
    giver: Unit
    post: Post
    saves: Decimal
    costs: Decimal
    score: int
    most: int

    @property
    def net(self) -> Decimal:
        return self.saves - self.costs


@dataclass(frozen=True)
class Place:
    """A station before and after, in heads and hours missing."""

    station: Station
    heads: tuple[int, int]
    behind: tuple[Decimal, Decimal]
    ahead: tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Plan:
    """`steps`: of the best plan of each size what it saves, and its last posting."""

    moves: list[Shown]
    places: list[Place]
    saved: Decimal
    total: Decimal
    steps: list[tuple[int, Decimal, Decimal]]
    counts: dict[str, int]


def shown(kept: dict[str, Any]) -> Plan:
    """Five queries. A move whose officer or post is gone is left out."""
    officers = Officer.objects.in_bulk([move["officer"] for move in kept["moves"]])
    beside = ("station__bureau", "department__bureau")
    posts = Post.objects.select_related(*beside).in_bulk(
        [move["post"] for move in kept["moves"]]
    )
    units = _units(kept)
    moves = [
        Shown(
            officers[move["officer"]],
            units[bool(move["from"][0]), move["from"][1]],
            posts[move["post"]],
            hours(move["saves"]),
            hours(move["costs"]),
            move["score"],
            move["most"],
        )
        for move in kept["moves"]
        if move["officer"] in officers and move["post"] in posts
    ]
    saved = [hours(units_) for units_ in kept["saved"]]
    before = [Decimal(0), *saved]
    steps = [(n, all_, all_ - before[n - 1]) for n, all_ in enumerate(saved, start=1)]
    names = ("vacancies", "nobody_fits", "unknown", "at_floor")
    return Plan(
        moves,
        [_place(row, units) for row in kept["stations"]],
        saved[-1] if saved else Decimal(0),
        hours(kept["total"]),
        steps,
        {name: kept[name] for name in names},
    )


def _units(kept: dict[str, Any]) -> dict[tuple[bool, int], Unit]:
    named = {(bool(s), pk) for s, pk in (move["from"] for move in kept["moves"])}
    named |= {(True, row["station"]) for row in kept["stations"]}
    found: dict[tuple[bool, int], Unit] = {}
    for is_station, rows in ((True, Station.objects), (False, Department.objects)):
        ids = [pk for kind, pk in named if kind is is_station]
        for pk, unit in rows.in_bulk(ids).items():
            found[is_station, pk] = unit
    return found


def _place(row: dict[str, int], units: dict[tuple[bool, int], Any]) -> Place:
    return Place(
        units[True, row["station"]],
        (row["heads"], row["heads"] + row["more"]),
        (hours(row["behind"]), hours(row["behind_then"])),
        (hours(row["ahead"]), hours(row["ahead_then"])),
    )
