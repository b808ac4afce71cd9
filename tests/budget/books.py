"""A bureau's books, kept through the services on given days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from budget.models import Disbursement, Entry
from budget.services import allocating, arriving, disbursing
from organization.models import Station
from tests.budget.world import YEAR, second, yuan
from tests.factories import Force


def at(month: int, day: int, year: int = YEAR) -> dt.datetime:
    return timezone.make_aware(dt.datetime(year, month, day, 9))


class Books:
    """A bureau's books, kept on given days."""

    def __init__(self, made: Force) -> None:
        self.made, self.other = made, second(made)

    def allocate(
        self, home: Station, amount: int, on: dt.datetime, **more: Any
    ) -> Entry:
        purpose = allocating.Purpose(YEAR, **more)
        given = {"by": self.made.finance, "amount": yuan(amount), "document": "文"}
        return allocating.allocate(station=home, purpose=purpose, now=on, **given)

    def pay(
        self,
        entry: Entry,
        amount: int,
        on: dt.datetime,
        mode: str = "quota",
        minutes: int = 0,
    ) -> Disbursement:
        """Prepared then, and released so many minutes later."""
        payment = disbursing.Payment(yuan(amount), mode, "办公用品")
        row = disbursing.prepare(
            by=self.made.finance, line=entry.line, payment=payment, now=on
        )
        later = on + dt.timedelta(minutes=minutes)
        return disbursing.release(by=self.other, disbursement=row, now=later)

    def confirm(self, row: Disbursement, amount: int, on: dt.datetime) -> Entry:
        chiefs = {
            self.made.a1.pk: self.made.chief_a1,
            self.made.a2.pk: self.made.chief_a2,
        }
        by = chiefs[row.line.station_id]
        return arriving.confirm(by=by, disbursement=row, amount=yuan(amount), now=on)

    def two_of_three(self) -> Disbursement:
        """柳堰 confirms 200 of 300, forty days after it was allocated 900."""
        paid = self.pay(self.allocate(self.made.a1, 900, at(1, 10)), 300, at(2, 9))
        self.confirm(paid, 200, at(2, 19))
        return paid
