"""What stations spent, for other systems."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from budget.models import Expense
from budget.services.repaying import repay
from tests import factories
from tests.budget.spending import TODAY, reimbursed, spent
from tests.budget.test_api import fields, post
from tests.budget.world import NOW, YEAR
from tests.coordination.costing import at, ordered
from tests.factories import Force
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db


@pytest.fixture
def force(db: None) -> Force:
    return factories.force()


def body(force: Force, **more: Any) -> dict[str, Any]:
    given = {"station": force.a1.code, "amount": "120.50", "kind": "travel"}
    day = {"spent_on": TODAY.isoformat(), "purpose": "出差", "document": "甲"}
    return {**given, **day, **more}


def test_a_row_is_entered_once_per_key_and_taken_back(force: Force) -> None:
    task = at(ordered(force), force.a1)
    data, key = body(force, assignment=task.pk), {"idempotency_key": "one"}
    first = post(force.officer_a1, "expense-list", data, **key)
    assert first.status_code == 201, first.json()
    shown = first.json()
    assert (shown["amount"], shown["year"]) == ("120.50", YEAR)
    assert shown["assignment"] == task.pk and not shown["taken_back"]
    assert post(force.officer_a1, "expense-list", data, **key).json() == shown
    assert Expense.objects.count() == 1
    act = ("expense-take-back", {"reason": "重复"}, shown["id"])
    assert post(force.chief_a1, *act).status_code == 428
    assert post(force.chief_a1, *act, if_match='"x"').status_code == 412
    assert post(force.finance, *act, if_match="*").status_code == 403
    counter = post(force.chief_a1, *act, if_match=first["ETag"])
    assert counter.status_code == 201 and counter.json()["takes_back"] == shown["id"]
    assert post(force.chief_a1, *act, if_match="*").status_code == 409
    to = reverse("api:expense-list")
    listed = client(force.leader).get(to, {"station": force.a1.code, "year": YEAR})
    assert [one["taken_back"] for one in listed.json()["results"]] == [False, True]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        *(({"amount": 12.5}, "amount"), ({"amount": "1.005"}, "amount")),
        *(({"amount": "-3.00"}, "amount"), ({"spent_on": "2099-01-01"}, "spent_on")),
        *(({"kind": "x"}, "kind"), ({"station": "x"}, "station")),
        *(({"assignment": 999}, "assignment"), ({"extra": 1}, "extra")),
    ],
)
def test_bad_bodies_are_told_by_field(force: Force, more: Any, field: str) -> None:
    refused = post(force.chief_a1, "expense-list", body(force, **more))
    assert refused.status_code in (400, 422) and fields(refused) == {field}
    assert not Expense.objects.exists()


def test_a_document_twice_and_an_advance_repaid(force: Force) -> None:
    row = spent(force, 200, "甲", paid="advance")
    twice = post(force.chief_a1, "expense-list", body(force))
    assert fields(twice) == {"document"}
    part = post(force.chief_a1, "expense-list", body(force, part=True))
    assert part.status_code == 201
    paid = reimbursed(force)
    repay(by=force.chief_a1, disbursement=paid, expenses=[row.pk], now=NOW)
    one = client(force.chief_a1).get(reverse("api:expense-detail", args=[row.pk]))
    assert one.json()["repaid"] is True
    hidden = client(force.chief_a2).get(reverse("api:expense-detail", args=[row.pk]))
    assert hidden.status_code == 404


def test_what_a_task_costs_is_said_and_read(force: Force) -> None:
    row, act = ordered(force), "directive-cost"
    to = reverse("api:directive-cost", args=[row.pk])
    assert client(force.chief_a1).get(to).json()["each"] is None
    said = {"each": "300.00", "origin": "with_it", "fund": "专项"}
    key = {"idempotency_key": "one"}
    first = post(force.staff, act, said, row.pk, **key)
    assert first.status_code == 201 and first.json()["fund"] == "专项"
    assert post(force.staff, act, said, row.pk, **key).json() == first.json()
    assert client(force.chief_a1).get(to).json() == first.json()
    for bad, field in (
        *(({"each": 300.0}, "each"), ({"each": "1.005"}, "each"), ({}, "each")),
        *(({"each": "5.00", "origin": "with_it"}, "fund"), ({"each": "-5.00"}, "each")),
    ):
        assert fields(post(force.staff, act, bad, row.pk)) == {field}
    assert post(force.chief_a1, act, said, row.pk).status_code == 403
    gone = post(force.staff, act, {"each": None}, row.pk)
    assert gone.status_code == 201 and gone.json()["each"] is None
    assert row.costs.count() == 2
