"""What 望津's stations spent this year, and what some tasks cost them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from budget.models import Category, Disbursement, Expense
from budget.services import arriving, disbursing
from budget.services.allocating import Purpose, allocate
from budget.services.repaying import repay, repaying
from budget.services.spending import Spending
from coordination.demo.posts import holder
from coordination.services.costing import (
    Caused,
    Cost,
    name_paid_task,
    say_cost,
    spend_all,
)
from organization.models import Role, Station, User
from tasking.models import Assignment, Directive

K, FUNDS, ADVANCE = Expense.Kind, Expense.Paid.FUNDS, Expense.Paid.ADVANCE
MONTHLY = (
    (6, K.UTILITIES, "水电费", 3180, FUNDS),
    (9, K.OFFICE, "打印耗材和档案盒", 1320, FUNDS),
    (15, K.VEHICLES, "警车加油", 7650, ADVANCE),
    (22, K.CASES, "外出取证食宿", 2560, ADVANCE),
)
"""Day of the month, kind, what for, about how much, how paid."""
ONCE = {
    3: (18, K.REPAIRS, "值班室门窗维修", 3200, FUNDS),
    5: (18, K.PUBLICITY, "防诈宣传海报印制", 900, FUNDS),
    7: (18, K.EQUIPMENT, "执法记录仪电池", 1480, FUNDS),
    10: (18, K.SERVICES, "院落保洁劳务", 1200, FUNDS),
}


@dataclass(frozen=True)
class Charged:
    """What a task of data/story.csv is said to cost each station, and what 柳堰 spent
    on it: kind, what for, how much, how paid."""

    title: str
    cost: Cost
    spent: tuple[tuple[str, str, int, str], ...] = ()


CHARGED = (
    Charged(
        "重点行业场所集中清查建档",
        Cost(Decimal(1200)),
        (
            (K.OFFICE, "场所档案照片打印", 860, ADVANCE),
            (K.EQUIPMENT, "执法记录仪存储卡", 940, ADVANCE),
        ),
    ),
    Charged(
        "吸毒人员分级分类管控核查",
        Cost(Decimal(800), "with_it", "禁毒专项经费"),
        ((K.CASES, "尿检试剂", 780, FUNDS),),
    ),
    Charged(
        "涉诈“两卡”线索落地核查",
        Cost(Decimal(400), "running"),
        ((K.TRAVEL, "外地核查差旅", 650, ADVANCE),),
    ),
    Charged("九小场所消防隐患回头看", Cost(Decimal(200))),
    Charged("旅馆业从业人员底数表", Cost(Decimal(30), "running")),
)
PAID = "吸毒人员分级分类管控核查"


def spend(
    stations: Sequence[Station],
    home: Station,
    keepers: Sequence[User],
    now: dt.datetime,
) -> None:
    """A year of rows, advances repaid as far as reimbursements came, costs said."""
    costs = {row.title: row for row in _charge(now)}
    for n, station in enumerate(stations):
        chief = holder(Role.STATION_CHIEF, station=station)
        if chief is None:
            continue
        rows = list(_rows(n, timezone.localdate(now)))
        if station == home:
            rows += _caused(home, costs, timezone.localdate(now))
        spend_all(by=chief, station=station, rows=list(enumerate(rows)), now=now)
        _repay(station, chief, now)
    if PAID in costs:
        _pay(home, costs[PAID], keepers, now)


def _rows(n: int, today: dt.date) -> Iterator[Caused]:
    """The n-th station's, up to today."""
    for month in range(1, today.month + 1):
        told = [*MONTHLY, *([ONCE[month]] if month in ONCE else ())]
        for k, (day, kind, purpose, amount, paid) in enumerate(told, start=1):
            spent_on = dt.date(today.year, month, day)
            if spent_on <= today:
                whole = Decimal(amount + 37 * (n + 1) * (month % 5))
                document = f"{today.year}{month:02}{k:02}"
                row = (today.year, whole, spent_on, purpose, document, kind)
                yield Caused(Spending(*row, Category.RUNNING, paid))


def _charge(now: dt.datetime) -> Iterator[Directive]:
    """The tasks found, each with its cost said by who wrote it."""
    for one in CHARGED:
        row = Directive.objects.filter(title=one.title).first()
        if row is not None and row.department is not None:
            say_cost(by=row.created_by, directive=row, cost=one.cost, now=now)
            yield row


def _caused(
    home: Station, costs: dict[str, Directive], today: dt.date
) -> Iterator[Caused]:
    number = 0
    for one in CHARGED:
        rows = Assignment.objects.select_related("directive").filter(station=home)
        task = rows.filter(directive=costs.get(one.title)).first()
        for kind, purpose, amount, paid in one.spent if task else ():
            number += 1
            document = f"{today.year}专{number:02}"
            row = (today.year, Decimal(amount), today, purpose, document, kind)
            yield Caused(Spending(*row, Category.RUNNING, paid), task)


def _repay(station: Station, chief: User, now: dt.datetime) -> None:
    """The oldest advances, as many as each reimbursement bears."""
    for free in repaying(station):
        paid = Disbursement.objects.select_related("line__station__bureau")
        row, left, chosen = paid.get(pk=free.pk), free.left, []
        waiting = Expense.objects.filter(station=station, year=row.line.year).waiting()
        for one in waiting.filter(spent_on__lte=row.prepared_at.date()):
            if one.amount <= left:
                left -= one.amount
                chosen.append(one.pk)
        if chosen:
            repay(by=chief, disbursement=row, expenses=chosen, now=now)


def _pay(
    home: Station, task: Directive, keepers: Sequence[User], now: dt.datetime
) -> None:
    """The narcotics fund sends a part of what it said."""
    first, second = keepers[:2]
    line = allocate(
        by=first,
        station=home,
        purpose=Purpose(timezone.localdate(now).year, "cases", "special"),
        amount=Decimal(800),
        document="禁毒专项经费下达通知",
        now=now,
    ).line
    payment = disbursing.Payment(Decimal(500), "quota", "禁毒核查试剂款")
    paid = disbursing.prepare(by=first, line=line, payment=payment, now=now)
    paid = disbursing.release(by=second, disbursement=paid, now=now)
    name_paid_task(by=first, disbursement=paid, directive=task, now=now)
    chief = holder(Role.STATION_CHIEF, station=home)
    if chief is not None:
        arriving.confirm(by=chief, disbursement=paid, amount=Decimal(500), now=now)
