"""What a station spent in a year, beside what came; a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Subquery, Sum

from budget.amounts import NOTHING
from budget.models import Balance, Category, Disbursement, Expense, Line, Repayment
from organization.models import Station
from organization.navigation import Number


@dataclass(frozen=True)
class Spent:
    """Of one purpose, or of all. `waiting` are advances that nothing has repaid."""

    allocated: Decimal = NOTHING
    confirmed: Decimal = NOTHING
    spent: Decimal = NOTHING
    advanced: Decimal = NOTHING
    waiting: Decimal = NOTHING

    @property
    def left(self) -> Decimal:
        """What is left of the money that came; nothing where more was spent."""
        return max(NOTHING, self.confirmed - self.spent)

    @property
    def over(self) -> Decimal:
        """What was spent beyond the money that came."""
        return max(NOTHING, self.spent - self.confirmed)

    def __add__(self, other: Spent) -> Spent:
        names = self.__dataclass_fields__
        return Spent(*(getattr(self, n) + getattr(other, n) for n in names))


@dataclass(frozen=True)
class OfKind:
    """What went for one kind: how often, how much, and of the largest kind how many
    per cent its bar is long."""

    kind: str
    label: str
    count: int
    amount: Decimal
    width: float = 0.0


@dataclass
class Year:
    """A station's year. `purposes` has those with money or spending, `kinds` the
    largest first."""

    purposes: dict[str, Spent] = field(default_factory=dict)
    kinds: list[OfKind] = field(default_factory=list)

    @property
    def whole(self) -> Spent:
        return sum(self.purposes.values(), Spent())

    @property
    def shown(self) -> Iterator[tuple[str, Spent]]:
        """(label, sums) in the order of the purposes."""
        for value, label in Category.choices:
            if value in self.purposes:
                yield str(label), self.purposes[value]


def read_spending(station: Station, year: int) -> Year:
    """Three queries."""
    rows = _rows([station], year)
    return Year(_sums([station], year, "category"), _kinds(rows))


def read_stations(
    stations: Sequence[Station], year: int
) -> tuple[dict[int, Spent], list[OfKind]]:
    """All purposes by the stations' ids, and what it went for. Three queries."""
    found = _sums(stations, year, "station")
    sums = {one.pk: found.get(one.pk, Spent()) for one in stations}
    return sums, _kinds(_rows(stations, year))


def _rows(stations: Sequence[Station], year: int) -> QuerySet[Expense]:
    ids = [one.pk for one in stations]
    rows = Expense.objects.filter(station__in=ids, year=year)
    return rows.standing().order_by()


def _told() -> dict[str, Sum]:
    """What is summed up of rows of spending."""
    repaid = Repayment.objects.standing().values("expense")
    advance = Q(paid=Expense.Paid.ADVANCE)
    return {
        "spent": Sum("amount"),
        "advanced": Sum("amount", filter=advance),
        "waiting": Sum("amount", filter=advance & ~Q(pk__in=repaid)),
    }


def _sums(stations: Sequence[Station], year: int, by: str) -> dict[Any, Spent]:
    """What came and what went, by a field that lines and expenses share."""
    ids = [one.pk for one in stations]
    came: Any = (
        Balance.objects.filter(line__station__in=ids, line__year=year)
        .values(of=F(f"line__{by}"))
        .annotate(meant=Sum("allocated"), sure=Sum("confirmed"))
    )
    found = {row["of"]: Spent(row["meant"], row["sure"]) for row in came}
    gone: Any = _rows(stations, year).values(of=F(by)).annotate(**_told())
    for row in gone:
        told = {name: row[name] or NOTHING for name in ("spent", "advanced", "waiting")}
        found[row["of"]] = replace(found.get(row["of"], Spent()), **told)
    return found


def read_card(
    station: Station, year: int, lines: Iterable[Line], paid: QuerySet[Disbursement]
) -> tuple[Spent, int]:
    """The sums of all purposes, and how many payments `paid` has: one query, for a page
    that has the lines with their balances and asks enough already."""
    told = _told()
    summed = _rows([station], year).values("station").annotate(**told)
    found = Station.objects.filter(pk=station.pk).annotate(
        payments=Number(paid.order_by().values("pk")),
        **{f"of_{name}": Subquery(summed.values(name)) for name in told},
    )
    payments, *sums = found.values_list("payments", *(f"of_{n}" for n in told)).get()
    came = [(one.balance.allocated, one.balance.confirmed) for one in lines]
    meant, sure = (sum(column, NOTHING) for column in zip((0, 0), *came, strict=True))
    return Spent(meant, sure, *(one or NOTHING for one in sums)), payments


def _kinds(spent: QuerySet[Expense]) -> list[OfKind]:
    counted: Any = spent.values("kind").annotate(n=Count("pk"), amount=Sum("amount"))
    rows = list(counted)
    labels = dict(Expense.Kind.choices)
    most = max((row["amount"] for row in rows), default=NOTHING)
    found = [
        OfKind(
            kind=row["kind"],
            label=str(labels[row["kind"]]),
            count=row["n"],
            amount=row["amount"],
            width=round(float(row["amount"] / most * 100), 2),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.amount, one.kind))
