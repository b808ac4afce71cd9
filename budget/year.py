"""A year of many stations: norm, on paper, confirmed; a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from budget.amounts import NOTHING, rounded
from budget.entitlement import Entitlement, Share, entitlements
from budget.models import Balance, Category, Disbursement, Dispute, Line
from budget.models.disbursements import DisbursementQuerySet
from organization.models import Bureau, Station


@dataclass(frozen=True)
class Figures:
    """How far money has come, cumulated; each is at most the one before."""

    allocated: Decimal = NOTHING
    disbursed: Decimal = NOTHING
    received: Decimal = NOTHING
    confirmed: Decimal = NOTHING

    def __add__(self, other: Figures) -> Figures:
        names = [one.name for one in fields(Figures)]
        return Figures(*(getattr(self, n) + getattr(other, n) for n in names))


@dataclass(frozen=True)
class Waiting:
    """Payments that the station has not confirmed in full: how many, of how many of
    them it has said nothing at all, since when, and how often one was asked for."""

    count: int = 0
    silent: int = 0
    since: dt.datetime | None = None
    reminders: int = 0


@dataclass(frozen=True)
class Row:
    """One station. `entitled` None: no norm, or another purpose than running costs;
    `shares` explain it. `dispute` is what the oldest open one says."""

    station: Station
    entitled: Decimal | None
    heads: Decimal
    figures: Figures
    disputes: int = 0
    dispute: str = ""
    waiting: Waiting = Waiting()
    shares: tuple[Share, ...] = ()

    @property
    def gap(self) -> Decimal | None:
        """What is missing of the norm; nothing where more was confirmed."""
        if self.entitled is None:
            return None
        return max(NOTHING, self.entitled - self.figures.confirmed)

    @property
    def unanswered(self) -> int:
        return self.waiting.count

    @property
    def states(self) -> set[str]:
        """What is to be told of it: of a dispute and of silence at once, else one."""
        told = {"disputed": self.disputes, "unanswered": self.waiting.silent}
        found = {name for name, count in told.items() if count}
        if not found and self.figures.disbursed:
            found = {"partly" if self.waiting.count else "confirmed"}
        return found

    @property
    def per_head(self) -> Decimal | None:
        """Confirmed, by those whom the norm counts."""
        return each(self.figures.confirmed, self.heads)


@dataclass(frozen=True)
class Whole:
    """Everything below the table."""

    entitled: Decimal | None
    gap: Decimal | None
    heads: Decimal
    figures: Figures
    disputes: int
    unanswered: int

    @property
    def per_head(self) -> Decimal | None:
        return each(self.figures.confirmed, self.heads)


def each(amount: Decimal, heads: Decimal) -> Decimal | None:
    """By head; None where nobody is counted."""
    return rounded(Fraction(amount) / Fraction(heads)) if heads else None


def stations_of(bureau: Bureau, year: int) -> list[Station]:
    """Stations below the bureau that were open on some day of the year, and others with
    money of it: none is left out of the sums."""
    return list(_of_year(Station.objects.under(bureau), year))


def own_stations(bureau: Bureau, year: int) -> list[Station]:
    """Of these the bureau's own, whose year it closes."""
    return list(_of_year(Station.objects.filter(bureau=bureau), year))


def _of_year(stations: QuerySet[Station], year: int) -> QuerySet[Station]:
    rows = stations.select_related("bureau")
    still = Q(closed_on=None) | Q(closed_on__gt=dt.date(year, 1, 1))
    still |= Q(pk__in=Line.objects.filter(year=year).values("station"))
    return rows.filter(still).order_by("code")


def read(
    stations: Sequence[Station], year: int, category: str = Category.RUNNING
) -> list[Row]:
    """The stations' rows in their order; five queries."""
    ids = [one.pk for one in stations]
    meant = entitlements(stations, year) if category == Category.RUNNING else {}
    sums = Balance.objects.filter(
        line__station__in=ids, line__year=year, line__category=category
    )
    names = [one.name for one in fields(Figures)]
    summed: Any = sums.values(at=F("line__station")).annotate(
        **{f"{name}_sum": Sum(name) for name in names}
    )
    come = {
        row["at"]: Figures(*(row[f"{name}_sum"] for name in names)) for row in summed
    }
    of_year: dict[str, Any] = {
        "line__station__in": ids,
        "line__year": year,
        "line__category": category,
    }
    paid = Disbursement.objects.filter(**of_year)
    waiting = _waiting(paid)
    said: dict[int, list[str]] = defaultdict(list)
    disputes = Dispute.objects.filter(closed_at=None, disbursement__in=paid)
    for at, reason in disputes.order_by("pk").values_list(
        "disbursement__line__station", "reason"
    ):
        said[at].append(reason)
    return [
        Row(
            station=one,
            entitled=_amount(meant.get(one.pk)),
            heads=_heads(meant.get(one.pk)),
            figures=come.get(one.pk, Figures()),
            disputes=len(said[one.pk]),
            dispute=next(iter(said[one.pk]), ""),
            waiting=waiting.get(one.pk, Waiting()),
            shares=meant[one.pk].shares if meant else (),
        )
        for one in stations
    ]


def _waiting(paid: DisbursementQuerySet) -> dict[int, Waiting]:
    """By station."""
    silent = Q(delivery__received=0)
    rows: Any = (
        paid.unanswered()
        .order_by()
        .values(at=F("line__station"))
        .annotate(
            n=Count("pk"),
            silent=Count("pk", filter=silent),
            since=Min("released_at", filter=silent),
            asked=Max("reminders"),
        )
    )
    return {
        row["at"]: Waiting(row["n"], row["silent"], row["since"], row["asked"])
        for row in rows
    }


def whole(rows: Sequence[Row]) -> Whole:
    meant = [row.entitled for row in rows if row.entitled is not None]
    gaps = [row.gap for row in rows if row.gap is not None]
    return Whole(
        entitled=sum(meant, NOTHING) if meant else None,
        gap=sum(gaps, NOTHING) if meant else None,
        heads=sum((row.heads for row in rows), NOTHING),
        figures=sum((row.figures for row in rows), Figures()),
        disputes=sum(row.disputes for row in rows),
        unanswered=sum(row.unanswered for row in rows),
    )


def _amount(found: Entitlement | None) -> Decimal | None:
    return found.amount if found is not None and found.covered else None


def _heads(found: Entitlement | None) -> Decimal:
    if found is None:
        return NOTHING
    return Decimal(found.heads.numerator) / Decimal(found.heads.denominator)
