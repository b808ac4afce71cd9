"""The days that are looked at, and counts that hold from one to another of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate

MONTHS = (12, 24)
DAY = dt.timedelta(days=1)


def month_ends(today: dt.date, months: int) -> list[dt.date]:
    """The last days of the months before this one, and today: so many in all."""
    found, first = [today], today.replace(day=1)
    while len(found) < months:
        last = first - DAY
        found.append(last)
        first = last.replace(day=1)
    return found[::-1]


class Counts:
    """For every name a number on each of the days.

    What holds from the a-th day up to the b-th is two steps, so that adding it costs
    the same however long it lasts.
    """

    def __init__(self, length: int) -> None:
        self.length = length
        self._steps: dict[str, list[int]] = defaultdict(lambda: [0] * (length + 1))

    def add(self, name: str, a: int, b: int, n: int) -> None:
        if a < b:
            self._steps[name][a] += n
            self._steps[name][b] -= n

    def on_days(self, name: str) -> list[int]:
        """One number per day; noughts for a name nobody has added to."""
        if name not in self._steps:
            return [0] * self.length
        return list(accumulate(self._steps[name][:-1]))

    def names(self, prefix: str) -> Iterator[str]:
        """What comes after the prefix, in the names that begin with it."""
        found: Iterable[str] = self._steps
        return (name.removeprefix(prefix) for name in found if name.startswith(prefix))
