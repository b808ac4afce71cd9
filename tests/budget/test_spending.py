"""What a station spent: entered, taken back, repaid; beside what came."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from budget.expenditure import Spent, read_spending, read_stations
from budget.models import Expense, Repayment
from budget.services.repaying import repay, repaying, undo_repayment
from budget.services.spending import (
    enter_expense,
    enter_expenses,
    take_back_expense,
)
from budget.services.taking_back import take_back
from organization.models import AuditEvent
from tests.budget.spending import TODAY, reimbursed, spending, spent
from tests.budget.world import NOW, YEAR, allocated, confirm, released, told, yuan
from tests.coordination import racing
from tests.factories import Force, founded

pytestmark = pytest.mark.django_db
BEFORE = dt.date(YEAR - 1, 12, 31)


def row_of(station: Any, category: str = "running") -> list[Decimal]:
    one = read_spending(station, YEAR).purposes[category]
    return [one.allocated, one.confirmed, one.spent, one.left, one.over, one.waiting]


def test_spending_stands_beside_what_came_and_may_lie_above(made: Force) -> None:
    confirm(made, released(made, allocated(made)), 400)
    spent(made, 150)
    paper = SimpleUploadedFile("发票.txt", b"x")
    row = enter_expense(
        by=made.officer_a1,
        station=made.a1,
        spending=spending("100.50", "凭证2号", paid="advance", kind="travel"),
        files=[paper],
        now=NOW,
    )
    assert row.files.get().name == "发票.txt"
    assert row_of(made.a1) == [1000, 400, yuan("250.50"), yuan("149.50"), 0, 100.5]
    spent(made, 300, "凭证3号")
    spent(made, 7, "凭证4号", category="equipment")
    assert row_of(made.a1)[3:5] == [0, yuan("150.50")]
    found = read_spending(made.a1, YEAR)
    assert [(one.kind, one.count) for one in found.kinds] == [
        ("vehicles", 3),
        ("travel", 1),
    ]
    assert found.kinds[0].width == 100.0 and found.whole.spent == yuan("557.50")
    assert read_spending(made.a2, YEAR).purposes == {}
    sums, kinds = read_stations([made.a1, made.a2], YEAR)
    assert (sums[made.a1.pk], sums[made.a2.pk]) == (found.whole, Spent())
    assert kinds == found.kinds
    assert AuditEvent.objects.filter(action="expense.enter").count() == 4


@pytest.mark.parametrize(
    ("more", "field"),
    [
        *(({"amount": None}, "amount"), ({"amount": -1}, "amount")),
        *(({"amount": "1.005"}, "amount"), ({"amount": 0}, "amount")),
        ({"spent_on": TODAY + dt.timedelta(days=2)}, "spent_on"),
        *(({"spent_on": BEFORE}, "spent_on"), ({"spent_on": None}, "spent_on")),
        *(({"document": " "}, "document"), ({"document": "x" * 41}, "document")),
        *(({"purpose": ""}, "purpose"), ({"kind": "x"}, "kind")),
        *(({"paid": "x"}, "paid"), ({"category": "x"}, "category")),
    ],
)
def test_what_cannot_be_is_told(made: Force, more: Any, field: str) -> None:
    given = {"by": made.chief_a1, "station": made.a1, "now": NOW}
    assert set(told(enter_expense, spending=spending(**more), **given)) == {field}
    assert not Expense.objects.exists()


def test_a_document_stands_once_unless_another_part_is_meant(made: Force) -> None:
    first = spent(made, 300)
    given = {"by": made.chief_a1, "station": made.a1, "now": NOW}
    found = told(enter_expense, spending=spending(20), **given)
    assert "300.00" in found["document"][0]
    spent(made, 20, part=True)
    twice = told(enter_expense, spending=spending(20, part=True), **given)
    assert set(twice) == {"document"}, "the same form sent twice is no third part"
    spaced = told(enter_expense, spending=spending(9, "凭证 １号"), **given)
    assert set(spaced) == {"document"}, "as a table or another hand writes it"
    for row in Expense.objects.all():
        take_back_expense(by=made.chief_a1, expense=row, reason="重录", now=NOW)
    assert spent(made, 300).pk != first.pk, "what was taken back may come anew"
    other = {"by": made.chief_a2, "station": made.a2, "now": NOW}
    assert enter_expense(spending=spending(300), **other)


def test_lines_of_a_table_come_all_or_none(made: Force) -> None:
    rows = [(2, spending(1, "甲")), (3, spending(2, "甲")), (5, spending(-1, "乙"))]
    given = {"by": made.chief_a1, "station": made.a1, "now": NOW}
    found = told(enter_expenses, rows=rows, **given)
    assert set(found) == {"rows[3].document", "rows[5].amount"}
    assert not Expense.objects.exists()
    good = [(2, spending(1, "甲")), (3, spending(2, "甲", part=True))]
    assert len(enter_expenses(rows=good, **given)) == 2


def test_who_enters_and_who_takes_back(made: Force) -> None:
    given = {"station": made.a1, "spending": spending(), "now": NOW}
    for user in (made.chief_a2, made.finance, made.leader, made.staff):
        with pytest.raises(PermissionDenied):
            enter_expense(by=user, **given)
    row = spent(made)
    back = {"expense": row, "reason": "重复录入", "now": NOW}
    for user in (made.officer_a1, made.chief_a2, made.finance):
        with pytest.raises(PermissionDenied):
            take_back_expense(by=user, **back)
    assert set(told(take_back_expense, by=made.chief_a1, **back | {"reason": ""}))
    counter = take_back_expense(by=made.chief_a1, **back)
    assert (counter.amount, counter.takes_back) == (row.amount, row)
    assert set(told(take_back_expense, by=made.chief_a1, **back)) == {"state"}
    again = back | {"expense": counter}
    assert set(told(take_back_expense, by=made.chief_a1, **again)) == {"state"}
    assert read_spending(made.a1, YEAR).whole.spent == 0
    own = enter_expense(by=made.officer_a1, **given)
    take_back_expense(by=made.officer_a1, **back | {"expense": own})


def test_a_closed_station_enters_nothing(made: Force) -> None:
    made.unknown.closed_on = TODAY
    made.unknown.save(update_fields=["closed_on"])
    chief = made.chief_a1
    chief.memberships.update(station=made.unknown)
    given = {"by": chief, "station": made.unknown, "now": NOW}
    vars(chief).pop("scope", None)
    assert set(told(enter_expense, spending=spending(), **given)) == {"state"}


def test_a_reimbursement_repays_advances_whole_and_once(made: Force) -> None:
    first, other = (spent(made, n, f"{n}", paid="advance") for n in (200, 250))
    usual = spent(made, 10, "已付")
    paid = reimbursed(made, 500, 300)
    given = {"by": made.chief_a1, "disbursement": paid, "now": NOW}
    both = [first.pk, other.pk]
    assert "300.00" in told(repay, expenses=both, **given)["expenses"][0]
    for bad in ([], [usual.pk], [first.pk, 0]):
        assert set(told(repay, expenses=bad, **given)) == {"expenses"}
    for user in (made.officer_a1, made.finance, made.chief_a2):
        with pytest.raises(PermissionDenied):
            repay(**given | {"by": user}, expenses=[first.pk])
    (done,) = repay(expenses=[first.pk], **given)
    assert set(told(repay, expenses=[first.pk], **given)) == {"expenses"}
    assert [one.left for one in repaying(made.a1)] == [100]
    assert row_of(made.a1)[-1] == 250
    back = {"expense": first, "reason": "x", "now": NOW}
    assert set(told(take_back_expense, by=made.chief_a1, **back)) == {"reason"}
    said = paid.entries.get(kind="confirm")
    word = {"by": made.chief_a1, "entry": said, "reason": "x", "now": NOW}
    assert set(told(take_back, **word)) == {"reason"}
    undo_repayment(by=made.chief_a1, repayment=done, now=NOW)
    undone = {"by": made.chief_a1, "repayment": done, "now": NOW}
    assert set(told(undo_repayment, **undone)) == {"state"}
    assert row_of(made.a1)[-1] == 450 and take_back(**word)


def test_a_quota_repays_nothing(made: Force) -> None:
    row = spent(made, 200, paid="advance")
    paid = released(made, allocated(made))
    confirm(made, paid, 600)
    given = {"by": made.chief_a1, "disbursement": paid, "now": NOW}
    assert set(told(repay, expenses=[row.pk], **given)) == {"disbursement"}
    assert repaying(made.a1) == []


INSERT = "INSERT INTO budget_expense (station_id, year, category, kind, amount, \
spent_on, purpose, document, paid, takes_back_id, reason, entered_by_id, entered_at) \
SELECT station_id, year, category, kind, amount + %s, spent_on, purpose, document, \
paid, id, 'x', entered_by_id, now() FROM budget_expense WHERE id = %s"
REPAID = "INSERT INTO budget_repayment (expense_id, disbursement_id, said_by_id, \
said_at) VALUES (%s, %s, %s, now())"


def test_the_database_holds_it_against_raw_sql(made: Force) -> None:
    row, other = (spent(made, n, f"{n}", paid="advance") for n in (200, 250))
    usual, paid = spent(made, 9, "9"), reimbursed(made, 500, 300)
    chief = made.chief_a1.pk
    (done,) = repay(by=made.chief_a1, disbursement=paid, expenses=[row.pk], now=NOW)
    refused: list[tuple[str, list[Any]]] = [
        ("DELETE FROM budget_expense", []),
        ("UPDATE budget_expense SET amount = 1", []),
        ("UPDATE budget_expense SET year = 1999 WHERE id = %s", [row.pk]),
        (INSERT, [1, usual.pk]),
        (INSERT, [0, row.pk]),
        (REPAID, [other.pk, paid.pk, chief]),
        (REPAID, [usual.pk, paid.pk, chief]),
        (REPAID, [row.pk, paid.pk, chief]),
        ("DELETE FROM budget_repayment", []),
        ("UPDATE budget_repayment SET disbursement_id = 0", []),
    ]
    for statement, values in refused:
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement, values)
    undo_repayment(by=made.chief_a1, repayment=done, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(REPAID, [other.pk, paid.pk, made.finance.pk])
    connection.cursor().execute(REPAID, [other.pk, paid.pk, chief])
    connection.cursor().execute(INSERT, [0, usual.pk])
    assert Repayment.objects.standing().get().expense == other


@pytest.mark.django_db(transaction=True)
def test_of_two_who_act_at_once_one_is_told() -> None:
    made = founded()
    row = spent(made)
    given = {"by": made.chief_a1, "expense": row, "reason": "重复", "now": NOW}
    act = partial(racing.told, partial(take_back_expense, **given))
    assert sorted(racing.together(act, act)) == ["done", "state"]
    assert Expense.objects.count() == 2
    paid = reimbursed(made, 300)
    both = [spent(made, 200, f"{n}", paid="advance").pk for n in range(2)]
    say = partial(repay, by=made.chief_a1, disbursement=paid, now=NOW)
    acts = [partial(racing.told, partial(say, expenses=[pk])) for pk in both]
    assert sorted(racing.together(*acts)) == ["done", "expenses"]
    twice = {"by": made.chief_a1, "station": made.a1, "now": NOW}
    enter = partial(enter_expense, spending=spending(5, "同号"), **twice)
    told_of = partial(racing.told, enter)
    assert sorted(racing.together(told_of, told_of)) == ["document", "done"]
