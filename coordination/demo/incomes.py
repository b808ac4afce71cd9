"""Fees and fines of 望津's stations month by month, and a rule that once was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from budget.models import FeeIncome
from budget.services.fees import Decision, Month, enter_fees, record_rule, say_view
from coordination.demo.posts import holder
from organization.models import Role, Station, User

K = FeeIncome.Kind
RULE = Decision(
    text="罚没收入缴库后，按缴库额的一定比例安排所在派出所业务经费。2006年后不再执行，存档备查。",
    decided_by="局党委会",
    decided_on=dt.date(2004, 3, 1),
    document="砚公财〔2004〕6号",
)
VIEW = "经费应按标准和人数保障，不应与罚没挂钩。"


def collect(stations: Sequence[Station], office: User, now: dt.datetime) -> None:
    """What each station collected this year; the present month is not yet paid in."""
    today = timezone.localdate(now)
    for n, station in enumerate(stations, start=1):
        for month in range(1, today.month + 1):
            fine, fee = Decimal(300 * (n + month % 4)), Decimal(20 * n)
            for kind, amount in ((K.FINE, fine), (K.FEE, fee)):
                paid = amount if month < today.month else Decimal(0)
                term = f"缴款书{today.year}{month:02}{n:02}"
                row = Month(today.year, month, kind, amount, paid, term)
                enter_fees(by=office, station=station, month=row, now=now)
    rule = record_rule(by=office, bureau=stations[0].bureau, decision=RULE, now=now)
    chief = holder(Role.STATION_CHIEF, station=stations[0])
    if chief is not None:
        say_view(by=chief, rule=rule, station=stations[0], text=VIEW, now=now)
