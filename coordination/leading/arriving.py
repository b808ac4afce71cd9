"""What reaches stations: money that is confirmed, people who are there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from budget.below.reading import read_below
from organization.models import Bureau
from personnel.structure.reading import read_stations


@dataclass(frozen=True)
class Money:
    """Running costs of a year, yuan; `due` None: no norm. As the year's page says."""

    due: Decimal | None
    confirmed: Decimal
    disbursed: Decimal


@dataclass(frozen=True)
class People:
    """Police officers of stations, as the structure page says."""

    approved: int
    rolls: int
    on_post: int
    lent: int
    borrowed: int

    @property
    def vacant(self) -> int:
        return max(0, self.approved - self.rolls) if self.approved else 0


def money(bureau: Bureau, year: int) -> Money:
    found = read_below(bureau, year).all.whole
    return Money(found.entitled, found.figures.confirmed, found.figures.disbursed)


def people(bureau: Bureau, today: dt.date) -> People:
    side = read_stations(bureau, today)
    return People(side.approved, side.rolls, side.on_post, side.lent, side.borrowed)
