"""Fees and fines of a year beside what stations got: read, never reckoned together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, Sum

from budget.amounts import NOTHING
from budget.models import Balance, FeeIncome
from organization.models import Station


@dataclass
class Paid:
    """Sums of one year; `disbursed` and `confirmed` are funding of all purposes."""

    collected: Decimal = NOTHING
    paid_in: Decimal = NOTHING
    disbursed: Decimal = NOTHING
    confirmed: Decimal = NOTHING
    kinds: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)

    def add(self, other: Paid) -> None:
        self.collected += other.collected
        self.paid_in += other.paid_in
        self.disbursed += other.disbursed
        self.confirmed += other.confirmed
        for kind, (got, gave) in other.kinds.items():
            collected, paid_in = self.kinds.get(kind, (NOTHING, NOTHING))
            self.kinds[kind] = (collected + got, paid_in + gave)


def read_fees(stations: Sequence[Station], year: int) -> dict[int, Paid]:
    """Of each station, by its id; two queries."""
    ids = [one.pk for one in stations]
    found: dict[int, Paid] = defaultdict(Paid)
    rows = FeeIncome.objects.filter(station__in=ids, year=year).counting().order_by()
    summed: Any = rows.values("station", "kind").annotate(
        got=Sum("collected"), gave=Sum("paid_in")
    )
    for row in summed:
        paid = found[row["station"]]
        paid.kinds[row["kind"]] = (row["got"], row["gave"])
        paid.collected += row["got"]
        paid.paid_in += row["gave"]
    funded: Any = (
        Balance.objects.filter(line__station__in=ids, line__year=year)
        .values(at=F("line__station"))
        .annotate(sent=Sum("disbursed"), sure=Sum("confirmed"))
    )
    for row in funded:
        found[row["at"]].disbursed = row["sent"]
        found[row["at"]].confirmed = row["sure"]
    return {pk: found[pk] for pk in ids}


def together(rows: dict[int, Paid]) -> Paid:
    """Everything below the table."""
    every = Paid()
    for row in rows.values():
        every.add(row)
    return every
