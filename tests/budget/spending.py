"""Spending of 柳堰, arranged through the services."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from budget.models import Disbursement, Expense
from budget.services import disbursing
from budget.services.spending import Spending, enter_expense
from tests.budget.world import NOW, YEAR, allocated, confirm, second, yuan
from tests.factories import Force

TODAY = timezone.localdate(NOW)


def spending(amount: Any = 300, document: str = "凭证1号", **more: Any) -> Spending:
    given: dict[str, Any] = {
        "year": YEAR,
        "spent_on": TODAY,
        "purpose": "巡逻车加油",
        "kind": "vehicles",
    }
    whole = None if amount is None else yuan(amount)
    return Spending(amount=whole, document=document, **given | more)


def spent(made: Force, *given: Any, **more: Any) -> Expense:
    row = spending(*given, **more)
    return enter_expense(by=made.chief_a1, station=made.a1, spending=row, now=NOW)


def reimbursed(made: Force, amount: int = 500, sure: int | None = None) -> Disbursement:
    """A reimbursement of which the station has confirmed so much."""
    line = allocated(made)
    payment = disbursing.Payment(yuan(amount), "reimbursement", "油料报销")
    row = disbursing.prepare(by=made.finance, line=line, payment=payment, now=NOW)
    row = disbursing.release(by=second(made), disbursement=row, now=NOW)
    confirm(made, row, amount if sure is None else sure)
    return row
