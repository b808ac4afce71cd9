"""What a station spent and what a task costs it, at each of the four places."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from budget.models import Line
from budget.services.arriving import confirm
from budget.services.disbursing import Payment, prepare, release
from budget.services.repaying import repay
from budget.services.spending import Spending
from coordination.services.costing import (
    Caused,
    Cost,
    name_paid_task,
    say_cost,
    spend,
)
from organization.models import User
from tasking.models import Assignment
from tests.factories import Force
from tests.permissions.funding import keepers


def spent(
    made: Force,
    line: int,
    task: Assignment,
    people: tuple[User, User],
    now: dt.datetime,
) -> dict[str, Any]:
    """A row with a paper, an advance that was repaid, a task with money said and paid;
    the staff and the chief act."""
    staff, chief = people
    station = task.station
    cashier, accountant = keepers(made, station.bureau)
    today = timezone.localdate(now)
    say_cost(by=staff, directive=task.directive, cost=Cost(Decimal(300)), now=now)

    def enter(document: str, paid: str, **more: Any) -> Any:
        row = Spending(
            year=today.year,
            amount=Decimal(200),
            spent_on=today,
            purpose=f"{station.name}办案支出",
            document=document,
            kind="cases",
            paid=paid,
        )
        caused = Caused(row, task)
        return spend(by=chief, station=station, caused=caused, now=now, **more)

    paper = SimpleUploadedFile("发票.txt", station.name.encode())
    row = enter(f"{task.pk}-1", "funds", files=[paper])
    advance = enter(f"{task.pk}-2", "advance")
    paid = prepare(
        by=cashier,
        line=Line.objects.get(pk=line),
        payment=Payment(Decimal(200), "reimbursement", f"{station.name}报销"),
        now=now,
    )
    release(by=accountant, disbursement=paid, now=now)
    confirm(by=chief, disbursement=paid, amount=Decimal(200), now=now)
    (repaid,) = repay(by=chief, disbursement=paid, expenses=[advance.pk], now=now)
    name_paid_task(by=cashier, disbursement=paid, directive=task.directive, now=now)
    return {
        "expense": row.pk,
        "expense_paper": [row.pk, row.files.get().pk],
        "repayment": repaid.pk,
    }
