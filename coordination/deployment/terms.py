"""What a deployment is asked to keep to."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Terms:
    """`first` is the day on which officers would move.

    `weeks`: so far back shortfalls count · `most` postings · `least` police officers
    stay in every unit, and `share` per cent of its approved ones · who has been less
    than `months` in his post stays · `departments` may give officers too.
    """

    first: dt.date
    weeks: int = 26
    most: int = 5
    least: int = 2
    share: int = 60
    months: int = 12
    departments: bool = True

    @property
    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self) | {"first": self.first.isoformat()}

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Terms:
        return cls(**kept | {"first": dt.date.fromisoformat(kept["first"])})

    def may_give(self, rolls: int, approved: int) -> int:
        """How many of a unit may leave. Where no establishment is entered, none."""
        share = -(-self.share * approved // 100)
        return max(0, rolls - max(self.least, share)) if approved else 0
