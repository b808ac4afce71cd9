"""A year of many stations: norm, on paper, confirmed; a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum

from budget.amounts import NOTHING
from budget.entitlement import Entitlement, Share, entitlements
from budget.models import Balance, Category, Disbursement, Dispute
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
class Row:
    """One station. `entitled` None: no norm, or another purpose than running costs;
    `shares` explain it."""

    station: Station
    entitled: Decimal | None
    heads: Decimal
    figures: Figures
    disputes: int = 0
    unanswered: int = 0
    shares: tuple[Share, ...] = ()

    @property
    def gap(self) -> Decimal | None:
        """What is missing of the norm; nothing where more was confirmed."""
        if self.entitled is None:
            return None
        return max(NOTHING, self.entitled - self.figures.confirmed)

    @property
    def state(self) -> str:
        if self.disputes:
            return "disputed"
        if self.unanswered:
            return "unanswered"
        if self.figures.confirmed and self.figures.confirmed == self.figures.disbursed:
            return "confirmed"
        return "nothing"


@dataclass(frozen=True)
class Whole:
    """Everything below the table."""

    entitled: Decimal | None
    gap: Decimal | None
    figures: Figures
    disputes: int
    unanswered: int


def stations_of(bureau: Bureau, year: int) -> list[Station]:
    """Stations below the bureau that were open on some day of the year."""
    rows = Station.objects.under(bureau).select_related("bureau")
    still = Q(closed_on=None) | Q(closed_on__gt=dt.date(year, 1, 1))
    return list(rows.filter(still).order_by("code"))


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
    waiting = _counted(paid.unanswered(), "line__station")
    disputes = Dispute.objects.filter(closed_at=None, disbursement__in=paid)
    disputed = _counted(disputes, "disbursement__line__station")
    return [
        Row(
            station=one,
            entitled=_amount(meant.get(one.pk)),
            heads=_heads(meant.get(one.pk)),
            figures=come.get(one.pk, Figures()),
            disputes=disputed.get(one.pk, 0),
            unanswered=waiting.get(one.pk, 0),
            shares=meant[one.pk].shares if meant else (),
        )
        for one in stations
    ]


def whole(rows: Sequence[Row]) -> Whole:
    meant = [row.entitled for row in rows if row.entitled is not None]
    gaps = [row.gap for row in rows if row.gap is not None]
    return Whole(
        entitled=sum(meant, NOTHING) if meant else None,
        gap=sum(gaps, NOTHING) if meant else None,
        figures=sum((row.figures for row in rows), Figures()),
        disputes=sum(row.disputes for row in rows),
        unanswered=sum(row.unanswered for row in rows),
    )


def worst_first(row: Row) -> tuple[Decimal, str]:
    gap = row.gap
    missing = row.figures.disbursed - row.figures.confirmed if gap is None else gap
    return -missing, row.station.code


def _amount(found: Entitlement | None) -> Decimal | None:
    return found.amount if found is not None and found.covered else None


def _heads(found: Entitlement | None) -> Decimal:
    if found is None:
        return NOTHING
    return Decimal(found.heads.numerator) / Decimal(found.heads.denominator)


def _counted(rows: Any, station: str) -> dict[int, int]:
    found = rows.order_by().values(at=F(station)).annotate(n=Count("pk"))
    return {row["at"]: row["n"] for row in found}
