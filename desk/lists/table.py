"""What a list is made of: columns, and rows that are read as they are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from desk.sheets.writing import Cells, Sheet
from organization.templatetags.formats import last_day, local

Row = TypeVar("Row")
MOST_ROWS = 20_000
CHUNK = 500
"""Rows that are dressed at once: so many more, so many more times the same queries."""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A heading, and what stands below it: text, a number, a day, a moment or None.

    `key` names it in addresses, where people may choose; `num`: it holds numbers.
    """

    head: str | Promise
    value: Callable[[Row], object]
    key: str = ""
    num: bool = False


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """`name` is for the audit trail, `title` for people; `narrowed` says in words what
    the list is narrowed by. `counted` says how many rows there are where `rows` do not
    know it themselves."""

    name: str
    title: str
    columns: Sequence[Column[Row]]
    rows: Iterable[Row]
    narrowed: Sequence[str] = ()
    more: Sequence[Sheet] = ()  # further sheets of the workbook, and only there
    counted: Callable[[], int] | None = None

    @property
    def heads(self) -> list[str]:
        return [str(column.head) for column in self.columns]

    def size(self) -> int:
        """How many rows are taken out, before any is read; 0 where nobody knows: the
        page has made them already, from few."""
        there = self.counted() if self.counted else _size(self.rows)
        return min(there, MOST_ROWS)

    def lines(self) -> Iterator[Cells]:
        """The cells of each row, as many as are taken out at once; a last line says it
        where there are more."""
        found = iter(self.rows)
        for row in islice(found, MOST_ROWS):
            yield [column.value(row) for column in self.columns]
        if next(found, None) is not None:
            yield [cut_off(), *[None] * (len(self.columns) - 1)]


def of_cells(
    name: str,
    title: str,
    table: Iterable[Cells],
    narrowed: Sequence[str] = (),
    more: Sequence[Sheet] = (),
    counted: Callable[[], int] | None = None,
) -> Listing[Cells]:
    """A table whose first line is its headings; `counted` says how many are below."""
    lines = iter(table)
    heads = map(str, next(lines))
    columns: list[Column[Cells]] = [
        Column(head, itemgetter(n)) for n, head in enumerate(heads)
    ]
    return Listing(name, title, columns, lines, narrowed, more, counted)


def cut_off() -> str:
    text = _("Only the first %(n)s rows are here: narrow the list for the others.")
    return text % {"n": f"{MOST_ROWS:,}"}


@dataclass(frozen=True)
class Pieces(Generic[Row]):
    """Rows some hundred at a time, each of them with what the page shows beside it:
    `dress` is what the page does with those of one page."""

    source: QuerySet[Any, Any] | Iterable[Any]
    dress: Callable[[list[Any]], Iterable[Row]]

    def __iter__(self) -> Iterator[Row]:
        source = self.source
        rows = source.iterator(CHUNK) if isinstance(source, QuerySet) else source
        found = islice(rows, MOST_ROWS + 1)
        while some := list(islice(found, CHUNK)):
            yield from self.dress(some)


def pieces(
    source: QuerySet[Any, Any] | Iterable[Any],
    dress: Callable[[list[Any]], Iterable[Row]] = list,
) -> Pieces[Row]:
    """The rows of a list; see `Pieces`."""
    return Pieces(source, dress)


def _size(rows: object) -> int:
    if isinstance(rows, Pieces):
        return _size(rows.source)
    if isinstance(rows, QuerySet):
        return rows.count()
    return len(rows) if isinstance(rows, Sized) else 0


def as_time(moment: dt.datetime | None) -> dt.datetime | None:
    """Wall time to the minute."""
    if moment is None:
        return None
    return local(moment).replace(second=0, microsecond=0, tzinfo=None)


def as_due(moment: dt.datetime | None) -> dt.date | None:
    """The end of a period: one at midnight is the day before, as on the pages."""
    if moment is None:
        return None
    wall = local(moment).replace(tzinfo=None)
    return last_day(moment) if wall.time() == dt.time() else wall


def as_hours(amount: Decimal | Fraction | float | None) -> float | None:
    """A number of hours, to hundredths; unknown stays empty, and is no nought."""
    return None if amount is None else round(float(amount), 2)
