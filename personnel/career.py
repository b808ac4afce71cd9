"""One officer's postings and leave on a common axis of years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from personnel.models import Leave, Posting

SHORTEST = 730  # days an axis shows at least
WRITABLE = 92  # per cent; a year further to the right has no room on a phone
SLIM = 0.4  # per cent; so wide is what would hardly be seen


@dataclass(frozen=True)
class Bar:
    """A posting or leave as a stretch of the axis; `x` and `width` are per cent."""

    row: Posting | Leave
    x: str
    width: str
    present: bool  # it is so today

    @property
    def last(self) -> dt.date | None:
        """Its last day; None while it is open."""
        end: dt.date | None = self.row.during.upper
        return end - dt.timedelta(days=1) if end else None


@dataclass(frozen=True)
class Tick:
    year: int
    x: str


@dataclass(frozen=True)
class Career:
    """In order of time; `today` is a place on the axis."""

    postings: list[Bar]
    leaves: list[Bar]
    ticks: list[Tick]
    today: str

    @property
    def now(self) -> Posting | Leave | None:
        """Today's posting."""
        return next((bar.row for bar in self.postings if bar.present), None)

    @property
    def away(self) -> Posting | Leave | None:
        """Today's leave."""
        return next((bar.row for bar in self.leaves if bar.present), None)


def career(
    postings: Sequence[Posting], leaves: Sequence[Leave], today: dt.date
) -> Career:
    """What is shown reaches half a year past today, and past what is planned."""
    rows: list[Posting | Leave] = [*postings, *leaves]
    begins = [row.during.lower for row in rows]
    ends = [row.during.upper for row in rows if row.during.upper]
    last = max([*ends, today + dt.timedelta(days=180)])
    first = min([*begins, last - dt.timedelta(days=SHORTEST)])
    length: int = (last - first).days

    def place(day: dt.date) -> float:
        days: int = (min(max(day, first), last) - first).days
        return 100 * days / length

    def bars(among: Iterable[Posting] | Iterable[Leave]) -> list[Bar]:
        found = []
        for row in among:
            start, end = row.during.lower, row.during.upper
            left, right = place(start), place(end or last)
            here = start <= today and (end is None or today < end)
            width = max(SLIM, right - left)
            found.append(Bar(row, f"{left:.2f}%", f"{width:.2f}%", here))
        return found

    years = range(first.year + 1, last.year + 1)
    step = max(1, len(years) // 8)
    marks = ((year, place(dt.date(year, 1, 1))) for year in years[::step])
    ticks = [Tick(year, f"{x:.2f}%") for year, x in marks if x <= WRITABLE]
    return Career(bars(postings), bars(leaves), ticks, f"{place(today):.2f}%")
