"""Money on its way to 柳堰, arranged through the services."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from budget.models import Balance, Disbursement, Entry, Line
from budget.services import allocating, arriving, disbursing
from organization.models import Role, Station, User
from tests.factories import Force, appoint, person

NOW = timezone.now()
YEAR = timezone.localdate(NOW).year
DOCUMENT = "砚公财〔2026〕8号"


def yuan(text: str | int) -> Decimal:
    return Decimal(text)


def second(made: Force, name: str = "finance_2") -> User:
    """Another keeper of the bureau's money."""
    found = User.objects.filter(username=name).first()
    return found or appoint(person(name, "财务乙"), Role.FINANCE, made.county_a)


def allocated(
    made: Force, amount: str | int = 1000, station: Station | None = None, **more: Any
) -> Line:
    """So much more for running costs."""
    more.setdefault("year", YEAR)
    return allocating.allocate(
        by=made.finance,
        station=station or made.a1,
        purpose=allocating.Purpose(**more),
        amount=yuan(amount),
        document=DOCUMENT,
        now=NOW,
    ).line


def prepared(
    made: Force, line: Line, amount: str | int = 600, now: dt.datetime = NOW
) -> Disbursement:
    payment = disbursing.Payment(yuan(amount), "quota", "办公用品")
    return disbursing.prepare(by=made.finance, line=line, payment=payment, now=now)


def released(
    made: Force, line: Line, amount: str | int = 600, now: dt.datetime = NOW
) -> Disbursement:
    row = prepared(made, line, amount, now)
    return disbursing.release(by=second(made), disbursement=row, now=now)


def paid(made: Force, amount: str | int = 600) -> Disbursement:
    return released(made, allocated(made), amount)


def confirm(made: Force, row: Disbursement, amount: str | int) -> Entry:
    return arriving.confirm(
        by=made.chief_a1, disbursement=row, amount=yuan(amount), now=NOW
    )


def chain(line: Line) -> tuple[int, ...]:
    """Allocated, disbursed, received, confirmed, in whole yuan."""
    found = Balance.objects.get(line=line)
    sums = (found.allocated, found.disbursed, found.received, found.confirmed)
    return tuple(int(amount) for amount in sums)


def told(act: Any, **given: Any) -> dict[str, list[str]]:
    """What was refused, by field."""
    with pytest.raises(ValidationError) as error:
        act(**given)
    found: dict[str, list[str]] = error.value.message_dict
    return found


def last_day(year: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(year, 12, 31, 18))
