"""What a meeting costs its stations, and whether a notice may be offered instead."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LIST = Path(__file__).parent / "data" / "party_meetings.csv"
MOST_OFFICERS, MOST_MINUTES = 1_000, 14 * 24 * 60


@dataclass(frozen=True)
class Meeting:
    """`officers` of each station sit in it for so many minutes; travel is not known."""

    officers: int
    minutes: int

    def people(self, stations: int) -> int:
        return self.officers * stations

    def spent(self, stations: int) -> int:
        """Officer-minutes over all stations."""
        return self.people(stations) * self.minutes

    @property
    def is_likely(self) -> bool:
        """Figures that a meeting can have; what comes from a form may be anything."""
        return 0 < self.officers <= MOST_OFFICERS and 0 < self.minutes <= MOST_MINUTES


@cache
def _party_words() -> tuple[str, ...]:
    with LIST.open(encoding="utf-8", newline="") as file:
        return tuple(row["word"] for row in csv.DictReader(file))


def is_of_the_party(title: str) -> bool:
    """Party meetings never become notices."""
    return any(word in title for word in _party_words())
