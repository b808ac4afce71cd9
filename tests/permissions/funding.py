"""Money of a year at each of the four places: some of it confirmed, some disputed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from budget.services.allocating import Purpose, allocate
from budget.services.arriving import confirm
from budget.services.disbursing import Payment, prepare, release
from budget.services.disputing import dispute
from budget.services.fees import Decision, Month, enter_fees, record_rule, say_view
from organization.models import Bureau, Role, Station, User
from tests.factories import SINCE, Force, appoint, person


def keepers(made: Force, bureau: Bureau) -> tuple[User, User]:
    """Who prepares and who releases; neither is the persona, who may do both."""
    names = [f"{name}_{bureau.code[:6]}" for name in ("cashier", "accountant")]
    found = {one.username: one for one in User.objects.filter(username__in=names)}
    first, second = (
        found.get(name) or appoint(person(name, "财务"), Role.FINANCE, bureau)
        for name in names
    )
    return first, second


def funded(
    made: Force, station: Station, chief: User, now: dt.datetime
) -> dict[str, Any]:
    """A payment confirmed in part and disputed, another that waits for its release."""
    cashier, accountant = keepers(made, station.bureau)
    year = timezone.localdate(now).year
    allocation = allocate(
        by=cashier,
        station=station,
        purpose=Purpose(year),
        amount=Decimal(9000),
        document=f"{station.name}指标",
        now=now,
    )
    line = allocation.line
    payment = Payment(Decimal(3000), "quota", f"{station.name}办公用品")
    paid, waiting = (
        prepare(by=cashier, line=line, payment=payment, now=now) for _n in range(2)
    )
    paid = release(by=accountant, disbursement=paid, now=now)
    receipt = confirm(by=chief, disbursement=paid, amount=Decimal(1000), now=now)
    paper = SimpleUploadedFile("清单.txt", station.name.encode())
    row = dispute(by=chief, disbursement=paid, reason="未到", files=[paper], now=now)
    rule = record_rule(
        by=cashier,
        bureau=station.bureau,
        decision=Decision("罚没按比例返还", "局党委会", SINCE),
        now=now,
    )
    say_view(by=chief, rule=rule, station=station, text=f"{station.name}意见", now=now)
    fees = Month(year, 1, "fine", Decimal(500), Decimal(500), f"{station.name}缴款")
    enter_fees(by=cashier, station=station, month=fees, now=now)
    return {
        "station_rule": [station.code, rule.pk],
        "money_line": line.pk,
        "allocation": allocation.pk,
        "disbursement": paid.pk,
        "payment": waiting.pk,
        "receipt": receipt.pk,
        "dispute_paper": [row.pk, row.files.get().pk],
        "audit_list": [station.bureau.code, "disputed"],
        "station_year": [station.code, year],
    }
