"""How well a person fits a post: points per condition, and their sum.

Points are whole numbers, so that the sum on a page is the score. A condition that does
not concern the post (no band of ranks, no desired skill) is left out with its points.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from personnel.fit.bars import Check, best_held, checks
from personnel.fit.facts import Held, Kind, Person, Place, Weights, holds

YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Factor:
    """One condition: `points` of `weight`.

    `condition` is `rank`, `ability`, `experience` or `settled`; `wanted` and `held` are
    those of an ability, `days` what was found and `full` what gives all points.
    """

    condition: str
    points: int
    weight: int
    wanted: Kind | None = None
    held: Held | None = None
    days: int = 0
    full: int = 0

    @property
    def met(self) -> bool:
        return self.points == self.weight


@dataclass(frozen=True, slots=True)
class Fit:
    """Of one person in one post on one day. Who is excluded has no score."""

    person: int
    post: int
    checks: tuple[Check, ...]
    factors: tuple[Factor, ...]

    @property
    def excluded(self) -> bool:
        return any(not check.met for check in self.checks)

    @property
    def score(self) -> int:
        return sum(factor.points for factor in self.factors)

    @property
    def most(self) -> int:
        """What the score could be."""
        return sum(factor.weight for factor in self.factors)

    def reaches(self, per_cent: int) -> bool:
        """Is he not excluded, and has he so much of what he could have?"""
        return not self.excluded and 100 * self.score >= per_cent * self.most


def fit(person: Person, place: Place, weights: Weights, day: dt.date) -> Fit:
    """The person in the post on the day, every condition with its points."""
    factors = [
        *_rank(person, place, weights),
        *(_ability(person, kind, n, day) for kind, n in place.desired.items()),
        _experience(person, place, weights, day),
        _settled(person, weights, day),
    ]
    kept = tuple(factor for factor in factors if factor.weight)
    return Fit(person.pk, place.pk, checks(person, place, day), kept)


def _rank(person: Person, place: Place, weights: Weights) -> list[Factor]:
    low, high = place.rank_from, place.rank_to
    if low is None and high is None:
        return []
    mine = person.rank
    within = mine is not None and (
        (low is None or low <= mine) and (high is None or mine <= high)
    )
    return [Factor("rank", weights.rank if within else 0, weights.rank)]


def _ability(person: Person, wanted: Kind, weight: int, day: dt.date) -> Factor:
    held = best_held(person, wanted, day)
    met = held is not None and holds(held.during, day)
    return Factor("ability", weight if met else 0, weight, wanted, held)


def _experience(person: Person, place: Place, weights: Weights, day: dt.date) -> Factor:
    """Days before `day` in a post of this kind; no day counts twice."""
    spans = [s.during for s in person.service if s.post == place.kind]
    days, reached = 0, dt.date.min
    for first, end in sorted(spans, key=lambda span: span[0]):
        last = day if end is None else min(end, day)
        days += max(0, (last - max(first, reached)).days)
        reached = max(reached, last)
    return _measured("experience", days, weights.experience, weights.experience_years)


def _settled(person: Person, weights: Weights, day: dt.date) -> Factor:
    """Who came to his post long ago is asked to move rather than who just came."""
    days = (day - person.since).days if person.since else 0
    return _measured("settled", max(0, days), weights.settled, weights.settled_years)


def _measured(condition: str, days: int, weight: int, years: int) -> Factor:
    full = int(years * YEAR)
    points = weight * min(days, full) // full
    return Factor(condition, points, weight, days=days, full=full)
