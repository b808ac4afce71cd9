"""A year of all stations below a bureau: sums by branch, and the stations asked for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import add

from django.db import connection

from budget.below.counting import STATES, Wanted, statement
from budget.below.terms import Homes, homes_of
from budget.entitlement import days_of
from budget.models import Category
from budget.sums import Sums
from budget.year import Figures, Row, Waiting, Whole
from organization.models import Bureau, Station
from organization.wall import lifted

Numbers = list[int]
_FIRST_STATE = 15
_SHORT = 21
EMPTY = [0] * 22


@dataclass(frozen=True)
class Named:
    """A station that was asked for, and its figures as the statement gives them."""

    pk: int
    numbers: list[int | None]


@dataclass(frozen=True)
class Below:
    """`branches` are sums by the id of the bureau right below, 0 for own stations;
    `named` what was wanted, in its order."""

    year: int
    branches: dict[int, Numbers]
    named: list[list[Named]]

    @property
    def all(self) -> Sums:
        columns: Numbers = EMPTY
        for numbers in self.branches.values():
            columns = list(map(add, columns, numbers))
        return _sums(columns, self.year)

    @property
    def short(self) -> int:
        """Stations that are short of something."""
        return sum(numbers[_SHORT] for numbers in self.branches.values())

    def of(self, branch: int) -> Sums:
        return _sums(self.branches.get(branch, EMPTY), self.year)

    def ids(self, number: int) -> list[int]:
        """Of what was wanted as this one, counted from 0."""
        return [one.pk for one in self.named[number]]

    def rows(self) -> list[list[Row]]:
        """All that was wanted, as rows without the words of a dispute; one query."""
        ids = {one.pk for part in self.named for one in part}
        known = stations_by_id(ids)
        of = days_of(self.year)
        return [
            [_row(known[one.pk], one.numbers, of) for one in part if one.pk in known]
            for part in self.named
        ]


def stations_by_id(ids: Collection[int]) -> dict[int, Station]:
    """With their bureaus; one query."""
    rows = Station.objects.filter(pk__among=list(ids)).select_related("bureau")
    return {one.pk: one for one in rows.order_by()}


def read_below(
    bureau: Bureau, year: int, category: str = Category.RUNNING, *wanted: Wanted
) -> Below:
    """Two queries, however many stations there are."""
    return count(homes_of(bureau, year, category), year, category, *wanted)


@lifted("money is reckoned by heads, of whom nothing is said")
def count(homes: Homes, year: int, category: str, *wanted: Wanted) -> Below:
    """The same of bureaus that are known; one query."""
    values = homes.values() | {
        "year": year,
        "first": dt.date(year, 1, 1),
        "category": category,
        "of": days_of(year),
    }
    below = Below(year, {}, [[] for _one in wanted])
    with connection.cursor() as cursor:
        cursor.execute(statement(wanted, due=bool(homes.terms)), values)
        rows = cursor.fetchall()
    for number, pk, _place, numbers in sorted(rows, key=lambda row: row[::2]):
        if number:
            below.named[number - 1].append(Named(pk, numbers))
        else:
            below.branches[pk] = numbers
    return below


def _sums(numbers: Numbers, year: int) -> Sums:
    normed, states = numbers[1], numbers[_FIRST_STATE : _FIRST_STATE + len(STATES)]
    return Sums(
        stations=numbers[0],
        whole=Whole(
            entitled=_yuan(numbers[2]) if normed else None,
            gap=_yuan(numbers[3]) if normed else None,
            heads=_heads(numbers[4], days_of(year)),
            figures=Figures(*map(_yuan, numbers[5:9])),
            disputes=numbers[13],
            unanswered=numbers[14],
        ),
        normed=Figures(*map(_yuan, numbers[9:13])),
        counts=Counter(dict(zip(STATES, states, strict=True))),
        without_norm=numbers[19],
        in_fen=bool(numbers[20]),
    )


def _row(station: Station, numbers: Sequence[int | None], of: int) -> Row:
    entitled, heads, *steps, disputes, waiting, silent = numbers
    return Row(
        station=station,
        entitled=None if entitled is None else _yuan(entitled),
        heads=_heads(heads or 0, of),
        figures=Figures(*(_yuan(step or 0) for step in steps)),
        disputes=disputes or 0,
        waiting=Waiting(waiting or 0, silent or 0),
    )


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _heads(days: int, of: int) -> Decimal:
    return Decimal(days) / Decimal(of)
