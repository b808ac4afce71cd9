"""The stations of a bureau's year that a page shows, and sums of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from budget.below.counting import STATES, Wanted
from budget.below.reading import Below, read_below, stations_by_id
from budget.models import Category
from budget.year import Row, read
from organization.models import Bureau

ROWS = 60  # stations of a page
ALL = 2_000
"""So many stations still come on one page where somebody wants that."""
_BEYOND = 10**9


@dataclass(frozen=True)
class Asked:
    """What is to be shown of a bureau's year: stations in a state, the largest gap
    first; `all_rows` on one page, if there are not too many."""

    bureau: Bureau
    year: int
    category: str
    state: str = ""
    page: str | None = None
    all_rows: bool = False

    @property
    def size(self) -> int:
        return ALL if self.all_rows else ROWS

    def read(self, *, own: bool) -> Listed:
        """With the rows of the bureau's own stations too, where they are compared.
        Eight queries."""
        first = Wanted(self.state, "missing", self.size, number_of(self.page))
        compared = own and self.category == Category.RUNNING
        more = [Wanted("own")] if compared else []
        below = read_below(self.bureau, self.year, self.category, first, *more)
        shown, mine = below.ids(0), below.ids(1) if compared else []
        stations = stations_by_id({*shown, *mine})
        rows = read(list(stations.values()), self.year, self.category)
        known = {row.station.pk: row for row in rows}
        return Listed(
            below,
            [known[pk] for pk in shown if pk in known],
            [known[pk] for pk in mine if pk in known] if compared else None,
        )


@dataclass(frozen=True)
class Listed:
    """`own` None: the bureau's own stations are not compared with anything."""

    below: Below
    rows: list[Row]
    own: list[Row] | None

    def fits(self, asked: Asked) -> bool:
        """Would all of them come on one page?"""
        return self.count(asked) <= ALL

    def count(self, asked: Asked) -> int:
        """Stations in the state."""
        sums = self.below.all
        return sums.counts[asked.state] if asked.state else sums.stations

    def pages(self, asked: Asked, rows: Sequence[Any]) -> Page[Any]:
        """The page that was read, among those there are; `rows` is what it shows."""
        part = _Part(rows, self.count(asked))
        return Paginator(part, asked.size).get_page(asked.page)


class _Part(Sequence[Any]):
    """A list of which one page is known."""

    def __init__(self, rows: Sequence[Any], count: int) -> None:
        self.rows, self.count_of_all = rows, count

    def __len__(self) -> int:
        return self.count_of_all

    def __getitem__(self, _place: Any) -> Any:
        return self.rows


def number_of(text: str | None) -> int:
    """The page asked for, as a paginator understands it; what lies before the first is
    the last one there too."""
    try:
        number = int(text or "")
    except ValueError:
        return 1
    return min(number, _BEYOND) if number > 0 else _BEYOND


def state_of(text: str) -> str:
    """A state the address may name; "" for all stations."""
    return text if text in STATES else ""
