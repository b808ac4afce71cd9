"""Allocations, disbursements, receipts for other systems."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from budget.models import Entry
from organization.models import User
from tests.budget.world import YEAR, allocated, chain, paid, prepared, second
from tests.factories import Force
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db


def post(user: User, route: str, data: Any, *args: Any, **headers: str) -> Any:
    to = reverse(f"api:{route}", args=args)
    return client(user).post(to, data, "application/json", headers=headers)


def fields(answer: Any) -> set[str]:
    return {one["field"] for one in answer.json()["errors"]}


def body(made: Force, amount: str, **more: str) -> dict[str, Any]:
    return {"station": made.a1.code, "year": YEAR, "amount": amount, **more}


def test_an_allocation_is_made_once_per_key(made: Force) -> None:
    data = body(made, "1000.00", document="砚公财〔2026〕8号")
    key = {"idempotency_key": "one"}
    first = post(made.finance, "allocation-list", data, **key)
    assert first.status_code == 201 and first.json()["amount"] == "1000.00"
    again = post(made.finance, "allocation-list", data, **key)
    assert again.json() == first.json() and Entry.objects.count() == 1
    to = reverse("api:allocation-list")
    (listed,) = client(made.chief_a1).get(to).json()["results"]
    assert listed["document"] == data["document"] and not listed["taken_back"]


def test_a_payment_is_released_by_a_second_person_who_has_read_it(made: Force) -> None:
    allocated(made)
    payment = body(made, "600.00", purpose="办公")
    row = post(made.finance, "disbursement-list", payment).json()
    assert (row["state"], row["disbursed"]) == ("prepared", "0.00")
    act = ("disbursement-release", {}, row["id"])
    assert post(second(made), *act).status_code == 428
    assert post(second(made), *act, if_match='"7"').status_code == 412
    assert post(made.finance, *act, if_match='"1"').status_code == 403
    done = post(second(made), *act, if_match='"1"')
    assert done.json()["state"] == "released" and done["ETag"] == '"2"'
    assert post(second(made), *act, if_match="*").status_code == 409
    late = ("disbursement-cancel", {"reason": "x"}, row["id"])
    assert post(made.finance, *late, if_match="*").status_code == 409


def test_the_station_has_its_say(made: Force) -> None:
    row = paid(made)
    word = {"disbursement": row.pk, "amount": "350.00"}
    said = post(made.chief_a1, "receipt-list", word)
    assert said.status_code == 201 and said.json()["kind"] == "confirm"

    def act(user: User, name: str, data: dict[str, str]) -> Any:
        route = f"disbursement-{name}"
        return post(user, route, data, row.pk, if_match="*").json()

    assert act(made.chief_a1, "dispute", {"reason": "余款未到"})["disputed"] is True
    assert act(made.finance, "answer", {"text": "月底补"})["disputed"] is True
    assert act(made.chief_a1, "settle", {})["disputed"] is False
    word |= {"kind": "receive", "amount": "250.00"}
    assert post(made.chief_a1, "receipt-list", word).status_code == 201
    shown = act(made.chief_a1, "return", {"amount": "50.00", "reason": "节余"})
    sums = [shown[name] for name in ("disbursed", "received", "confirmed")]
    assert sums == ["550.00", "550.00", "350.00"]


@pytest.mark.parametrize(
    "amount", [12.5, 12, "1.005", "-1", "0", "NaN", "1e3x", "9" * 14, None]
)
def test_amounts_that_are_none(made: Force, amount: Any) -> None:
    """Neither numbers of JSON, which may be floats, nor three decimals."""
    body = {"station": made.a1.code, "year": YEAR, "document": "x", "amount": amount}
    answer = post(made.finance, "allocation-list", body)
    assert answer.status_code == 400 and fields(answer) == {"amount"}
    assert not Entry.objects.exists()


def test_what_cannot_be_is_told_by_field(made: Force) -> None:
    row = paid(made)
    word = {"disbursement": row.pk, "amount": "601.00"}
    assert fields(post(made.chief_a1, "receipt-list", word)) == {"amount"}
    word |= {"disbursement": 10**9}
    assert fields(post(made.chief_a1, "receipt-list", word)) == {"disbursement"}
    foreign = post(made.chief_a2, "receipt-list", word | {"disbursement": row.pk})
    assert fields(foreign) == {"disbursement"}
    body = {"year": YEAR, "amount": "1.00", "purpose": "x", "station": made.b1.code}
    assert fields(post(made.finance, "disbursement-list", body)) == {"station"}
    body |= {"station": made.a2.code}
    assert fields(post(made.finance, "disbursement-list", body)) == {"year"}
    assert chain(row.line) == (1000, 600, 0, 0)


def test_lists_show_what_one_may_see(made: Force) -> None:
    row, waiting = paid(made), prepared(made, allocated(made, station=made.a2))
    to = reverse("api:disbursement-list")
    for name, seen in (
        *(
            ("finance", {row.pk, waiting.pk}),
            ("internal_auditor", {row.pk, waiting.pk}),
        ),
        *(("chief_a1", {row.pk}), ("chief_a2", set()), ("staff", set())),
    ):
        found = client(getattr(made, name)).get(to).json()["results"]
        assert {one["id"] for one in found} == seen, name
    at = client(made.finance)
    found = at.get(to, {"station": made.a2.code, "year": YEAR}).json()["results"]
    assert {one["id"] for one in found} == {waiting.pk}
