"""What a meeting costs its stations, and whether a notice may be offered instead."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tasking.models import LONGEST_WAY

LIST = Path(__file__).parent / "data" / "party_meetings.csv"
MOST_OFFICERS, MOST_MINUTES = 1_000, 14 * 24 * 60


@dataclass(frozen=True)
class Meeting:
    """`officers` of each station sit in it for so many minutes.

    By station, where it is so: other `heads`, and `ways` in minutes one way. A station
    without a way has none, or nobody knows it.
    """

    officers: int
    minutes: int
    heads: Mapping[int, int] = field(default_factory=dict)
    ways: Mapping[int, int] = field(default_factory=dict)

    def people(self, stations: Collection[int]) -> int:
        return sum(self.heads.get(pk, self.officers) for pk in stations)

    def spent(self, stations: Collection[int]) -> int:
        """Officer-minutes over all stations, there and back included."""
        return sum(
            self.heads.get(pk, self.officers)
            * (self.minutes + 2 * self.ways.get(pk, 0))
            for pk in stations
        )

    @property
    def is_likely(self) -> bool:
        """Figures that a meeting can have; what comes from a form may be anything."""
        return (
            all(0 < n <= MOST_OFFICERS for n in (self.officers, *self.heads.values()))
            and 0 < self.minutes <= MOST_MINUTES
            and all(0 <= way <= LONGEST_WAY for way in self.ways.values())
        )


@cache
def _party_words() -> tuple[str, ...]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return tuple(row["word"] for row in csv.DictReader(file))


def is_of_the_party(title: str) -> bool:
    """Party meetings never become notices."""
    return any(word in title for word in _party_words())
