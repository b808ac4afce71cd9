"""Lists of rows of any kind, as a page of a table and as so many lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils.functional import Promise

from desk import lists
from organization.templatetags import formats

Text = str | Promise


@dataclass(frozen=True)
class Cell:
    """What stands in a table and in a workbook; `url` leads to the thing itself."""

    value: str | int | Decimal | dt.date | None
    url: str = ""

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | Decimal)

    @property
    def is_day(self) -> bool:
        return isinstance(self.value, dt.date)

    @property
    def text(self) -> str:
        """A number or a name as people read it."""
        if isinstance(self.value, int | Decimal):
            return formats.hours(self.value)
        return "" if self.value is None else str(self.value)


@dataclass(frozen=True)
class Listing:
    """`rows` are counted and cut into pages; `cells` makes a page into lines."""

    heads: tuple[Text, ...]
    rows: QuerySet[Any, Any]
    cells: Callable[[Iterable[Any]], Iterator[list[Cell]]] = field(repr=False)
    numbers: tuple[int, ...] = ()  # places of columns with numbers
    sums: tuple[tuple[Text, str, int], ...] = ()  # what, column, how many make one

    def totals(self) -> list[tuple[Text, Decimal]]:
        """What the figures say that the rows add up to; one statement."""
        if not self.sums:
            return []
        asked = {f"sum_{name}": Sum(name) for _label, name, _each in self.sums}
        found = self.rows.order_by().aggregate(**asked)
        return [
            (label, Decimal(found[f"sum_{name}"] or 0) / each)
            for label, name, each in self.sums
        ]

    @property
    def columns(self) -> list[tuple[Text, bool]]:
        return [(head, n in self.numbers) for n, head in enumerate(self.heads)]

    def lines(self, page: Iterable[Any]) -> list[list[tuple[Text, Cell]]]:
        """Each cell with its heading, for a phone."""
        return [list(zip(self.heads, c, strict=True)) for c in self.cells(page)]


def to_take(
    found: Listing, name: str, title: str, narrowed: Sequence[str]
) -> lists.Listing[Any]:
    """The same rows, to be taken out of the page."""
    rows = lists.pieces(found.rows, found.cells)
    lines = ([cell.value for cell in line] for line in rows)
    heads = [[str(head) for head in found.heads]]
    cells: Iterable[list[Any]] = chain(heads, lines)
    return lists.of_cells(name, title, cells, narrowed, counted=found.rows.count)


def context(request: HttpRequest, found: Listing, size: int = 50) -> dict[str, Any]:
    """What a page needs to show one page of a list."""
    page = Paginator(found.rows, size).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "columns": found.columns,
        "page": page,
        "lines": found.lines(page),
        "query": f"{query.urlencode()}&",
    }
