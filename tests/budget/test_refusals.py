"""Every way in which an entry can be wrong is told beside its field, and nothing is
written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from budget.models import Delivery, Dispute, Entry, Expense, Norm, SplitRule
from budget.services import allocating, arriving, disbursing, disputing
from budget.services.allocating import LONGEST_NOTE, Purpose
from budget.services.fees import LONGEST_NAME, Decision, record_rule
from budget.services.norms import LONGEST_BASIS, NormTerms, set_norm
from budget.services.spending import (
    LONGEST_PURPOSE,
    enter_expense,
    enter_expenses,
    take_back_expense,
)
from organization.models import Membership, Role, User
from organization.services import end_role
from tests.budget.spending import TODAY, spending, spent
from tests.budget.world import (
    DOCUMENT,
    NOW,
    YEAR,
    allocated,
    confirm,
    paid,
    prepared,
    second,
    told,
    yuan,
)
from tests.factories import Force, appoint

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("purpose", "document", "field"),
    [
        ({"year": 1999}, DOCUMENT, "year"),
        ({"category": "salaries"}, DOCUMENT, "category"),
        ({"source": "gifts"}, DOCUMENT, "source"),
        ({}, "文" * (LONGEST_NOTE + 1), "document"),
        ({}, " ", "document"),
    ],
)
def test_of_an_allocation(
    made: Force, purpose: dict[str, Any], document: str, field: str
) -> None:
    given = {"by": made.finance, "station": made.a1, "amount": yuan(5), "now": NOW}
    where = Purpose(**{"year": YEAR} | purpose)
    found = told(allocating.allocate, purpose=where, document=document, **given)
    assert set(found) == {field}
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("mode", "purpose", "field"),
    [
        ("cash", "办公用品", "mode"),
        ("quota", "办" * (disbursing.LONGEST_PURPOSE + 1), "purpose"),
        ("quota", "", "purpose"),
    ],
)
def test_of_a_payment(made: Force, mode: str, purpose: str, field: str) -> None:
    payment = disbursing.Payment(yuan(5), mode, purpose)
    office = {"by": made.finance, "line": allocated(made), "now": NOW}
    assert set(told(disbursing.prepare, payment=payment, **office)) == {field}


def test_part_of_what_arrived_returns_and_a_word_is_still_owed(made: Force) -> None:
    row = paid(made)
    station = {"by": made.chief_a1, "disbursement": row, "now": NOW}
    disputing.dispute(reason="少了一半", **station)
    arriving.receive(amount=yuan(400), **station)
    arriving.give_back(amount=yuan(100), reason="用不着", **station)
    assert Dispute.objects.get().closed_at is None, "500 are not confirmed"
    confirm(made, row, 500)
    assert Dispute.objects.get().closed_at is not None
    assert Delivery.objects.get(pk=row.pk).confirmed == 500


def test_of_a_payment_that_is_not_out(made: Force) -> None:
    row = prepared(made, allocated(made))
    station = {"by": made.chief_a1, "disbursement": row, "now": NOW}
    assert row.state == "prepared"
    for act in (arriving.receive, arriving.confirm):
        assert set(told(act, amount=yuan(5), **station)) == {"state"}
    office = {"by": made.finance, "disbursement": row, "now": NOW}
    disbursing.cancel(reason="写错了", **office)
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert set(told(arriving.confirm, amount=yuan(5), **station)) == {"state"}


def test_of_a_table_whose_document_is_entered_already(made: Force) -> None:
    spent(made)
    rows = [(2, spending(20, "凭证2号")), (3, spending(20, "凭证1号"))]
    given = {"by": made.chief_a1, "station": made.a1, "now": NOW}
    assert set(told(enter_expenses, rows=rows, **given)) == {"rows[3].document"}
    part = [*rows[:1], (3, spending(20, "凭证1号", part=True, purpose="另一半"))]
    assert len(enter_expenses(rows=part, **given)) == 2


def test_of_a_dispute(made: Force) -> None:
    row = paid(made)
    station = {"by": made.chief_a1, "disbursement": row, "now": NOW}
    disputing.dispute(reason="没有到账", **station)
    assert set(told(disputing.dispute, reason="又说一次", **station)) == {"reason"}
    assert set(told(disputing.dispute, reason=" ", **station)) == {"reason"}
    confirm(made, row, 600)
    assert set(told(disputing.dispute, reason="晚了", **station)) == {"state"}
    office = {"by": made.finance, "disbursement": row, "now": NOW}
    assert set(told(disputing.answer, text="已查", **office)) == {"state"}
    assert set(told(disputing.settle, **station)) == {"state"}
    assert Dispute.objects.count() == 1


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"basis": "据" * (LONGEST_BASIS + 1)}, "basis"),
        ({"basis": ""}, "basis"),
        ({"first": None}, "first"),
        ({"end": TODAY}, "end"),
        ({"staff": "dogs"}, "staff"),
        ({"counting": "twice"}, "counting"),
        ({"amount": None}, "amount"),
        ({"amount": yuan("NaN")}, "amount"),
        ({"amount": yuan(-1)}, "amount"),
        ({"amount": yuan("1e13")}, "amount"),
        ({"amount": yuan("1.005")}, "amount"),
    ],
)
def test_of_a_norm(made: Force, terms: dict[str, Any], field: str) -> None:
    good: dict[str, Any] = {
        "staff": "police",
        "amount": yuan(1800),
        "first": TODAY,
        "end": None,
        "counting": "daily",
        "basis": DOCUMENT,
    }
    office = {"by": made.finance, "bureau": made.county_a, "now": NOW}
    assert set(told(set_norm, terms=NormTerms(**good | terms), **office)) == {field}
    assert not Norm.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"text": ""}, "text"),
        ({"decided_by": "局" * (LONGEST_NAME + 1)}, "decided_by"),
        ({"document": "文" * 201}, "document"),
        ({"decided_on": None}, "decided_on"),
        ({"decided_on": TODAY + 2 * DAY}, "decided_on"),
    ],
)
def test_of_a_rule(made: Force, said: dict[str, Any], field: str) -> None:
    good: dict[str, Any] = {
        "text": "罚没收入不与经费挂钩",
        "decided_by": "局党委会",
        "decided_on": TODAY,
    }
    office = {"by": made.finance, "bureau": made.county_a, "now": NOW}
    assert set(told(record_rule, decision=Decision(**good | said), **office)) == {field}
    assert not SplitRule.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"year": 1999}, "year"),
        ({"spent_on": None}, "spent_on"),
        ({"spent_on": TODAY + 2 * DAY}, "spent_on"),
        ({"year": YEAR - 1}, "spent_on"),
        ({"category": "salaries"}, "category"),
        ({"kind": "gifts"}, "kind"),
        ({"paid": "later"}, "paid"),
        ({"purpose": "油" * (LONGEST_PURPOSE + 1)}, "purpose"),
        ({"document": "证" * 41}, "document"),
        ({"amount": None}, "amount"),
    ],
)
def test_of_what_was_spent(made: Force, more: dict[str, Any], field: str) -> None:
    given = {"by": made.chief_a1, "station": made.a1, "now": NOW}
    found = told(enter_expense, spending=spending(**more), **given)
    assert field in found, found
    assert not Expense.objects.exists()


def test_who_entered_nothing_and_heads_nothing_takes_nothing_back(made: Force) -> None:
    row = spent(made)
    given = {"expense": row, "reason": "错了", "now": NOW}
    with pytest.raises(PermissionDenied):
        take_back_expense(by=made.finance, **given)
    assert set(told(take_back_expense, by=made.chief_a1, **given | {"reason": ""})) == {
        "reason"
    }
    take_back_expense(by=made.chief_a1, **given)
    assert set(told(take_back_expense, by=made.chief_a1, **given)) == {"state"}


def test_who_paid_it_out_does_not_confirm_it(made: Force) -> None:
    """Also where he has left the office of money since and heads the station."""
    row = paid(made)
    role = Membership.objects.get(user=second(made), role=Role.FINANCE)
    end_role(by=None, membership=role, on=TODAY - DAY)
    payer = appoint(User.objects.get(pk=role.user_id), Role.STATION_CHIEF, made.a1)
    with pytest.raises(PermissionDenied, match="不得确认到账"):
        arriving.confirm(by=payer, disbursement=row, amount=yuan(600), now=NOW)
    assert Delivery.objects.get(pk=row.pk).confirmed == 0
