"""What is known of a person, of a post, and how much each condition weighs.

Periods are half-open pairs of days; None is an open end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

Period = tuple[dt.date, dt.date | None]


def holds(period: Period, day: dt.date) -> bool:
    first, end = period
    return first <= day and (end is None or day < end)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of qualification or skill; see `Ability` of the models."""

    code: str
    series: str = ""
    level: int = 1

    def covers(self, other: Kind) -> bool:
        """Does holding this one mean holding the other?"""
        if self.code == other.code:
            return True
        return bool(self.series) and (
            self.series == other.series and self.level >= other.level
        )


@dataclass(frozen=True, slots=True)
class Held:
    kind: Kind
    during: Period


@dataclass(frozen=True, slots=True)
class Stint:
    """Service in a kind of post, here or elsewhere."""

    post: str
    during: Period


@dataclass(frozen=True, slots=True)
class Unit:
    """A station or a department; `path` is its bureau's place in the tree."""

    station: bool
    pk: int
    path: str


@dataclass(frozen=True, slots=True)
class Ban:
    """What is barred, and on which ground (`health`, `family` or `avoidance`).

    Exactly one of the last three says what: posts with night duty, a unit, leading
    posts below a bureau. The unit of a relative is given for the time he works there.
    """

    ground: str
    during: Period
    nights: bool = False
    unit: tuple[bool, int] | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """`rank` is its place from below; `since` the first day in the present post."""

    pk: int
    category: str
    rank: int | None = None
    since: dt.date | None = None
    held: tuple[Held, ...] = ()
    service: tuple[Stint, ...] = ()
    bans: tuple[Ban, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A post. `desired` are the points each wished-for kind brings."""

    pk: int
    unit: Unit
    kind: str
    category: str
    during: Period
    leading: bool = False
    nights: bool = False
    rank_from: int | None = None
    rank_to: int | None = None
    required: tuple[Kind, ...] = ()
    desired: Mapping[Kind, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weights:
    """Points at most; `years` give all of them. See `FitWeights` of the models."""

    rank: int = 20
    experience: int = 30
    experience_years: int = 3
    settled: int = 10
    settled_years: int = 2
