"""Norms, fees, split rules, years, entries and disputes for other systems."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budget.models import ClosedYear, Dispute, Entry, FeeIncome, Norm, SplitRule
from organization.models import AuditEvent, User
from tests.budget.test_api import fields, post
from tests.budget.test_counts import pay
from tests.budget.world import YEAR, allocated, chain, confirm, paid
from tests.coordination.opinions import PDF, upload
from tests.factories import Force
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
NORM = {"amount": "16000.00", "first": f"{YEAR}-01-01", "basis": "省厅标准"}
FEES = {"year": YEAR, "month": 1, "collected": "500.00", "paid_in": "0.00"}
RULE = {"text": "罚没按比例返还", "decided_by": "局党委会", "decided_on": "2024-01-05"}


def read(user: User, route: str, *args: Any, **query: Any) -> Any:
    answer = client(user).get(reverse(f"api:{route}", args=args), query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def audited(action: str) -> int:
    return AuditEvent.objects.filter(action=action).count()


@pytest.mark.parametrize(
    ("route", "data", "model", "action"),
    [
        ("norm", NORM, Norm, "norm.set"),
        ("fees", FEES | {"document": "缴款书"}, FeeIncome, "fees.enter"),
        ("split-rule", RULE, SplitRule, "split_rule.record"),
    ],
)
def test_what_finance_enters_is_entered_once(
    made: Force, route: str, data: dict[str, Any], model: Any, action: str
) -> None:
    unit = "station" if route == "fees" else "bureau"
    data = data | {unit: (made.a1 if route == "fees" else made.county_a).code}
    before, told = model.objects.count(), audited(action)
    first, again = (
        post(made.finance, f"{route}-list", data, idempotency_key="one")
        for _n in range(2)
    )
    assert first.status_code == 201 and again.json() == first.json()
    assert model.objects.count() - before == 1 == audited(action) - told
    assert first["ETag"]
    shown = read(made.chief_a1, f"{route}-detail", first.json()["id"])
    assert shown == first.json()
    assert {name: shown[name] for name in data} == data
    listed = read(made.finance, f"{route}-list", **{unit: data[unit]})
    assert shown in listed["results"]
    foreign = data | {unit: (made.b1 if route == "fees" else made.county_b).code}
    assert fields(post(made.finance, f"{route}-list", foreign)) == {unit}
    assert post(made.chief_a1, f"{route}-list", data).status_code == 403


@pytest.mark.parametrize(
    ("route", "data", "wrong"),
    [
        ("norm", NORM | {"amount": "-1.00"}, {"amount"}),
        ("norm", NORM | {"amount": "1.005"}, {"amount"}),
        ("norm", NORM | {"end": NORM["first"]}, {"end"}),
        ("norm", NORM | {"basis": " "}, {"basis"}),
        ("fees", FEES | {"document": "x", "collected": 1.5}, {"collected"}),
        ("fees", FEES | {"document": "x", "paid_in": "-1.00"}, {"paid_in"}),
        ("fees", FEES | {"document": "x", "month": 13}, {"month"}),
        ("split-rule", RULE | {"decided_on": "2099-01-01"}, {"decided_on"}),
        ("split-rule", RULE | {"ratio": "0.5"}, {"ratio"}),
    ],
)
def test_what_cannot_be_entered(
    made: Force, route: str, data: dict[str, Any], wrong: set[str]
) -> None:
    unit = {"station": made.a1} if route == "fees" else {"bureau": made.county_a}
    data = data | {name: one.code for name, one in unit.items()}
    answer = post(made.finance, f"{route}-list", data)
    assert (answer.status_code, fields(answer)) == (400, wrong)


def test_a_station_says_what_it_thinks_of_a_rule(made: Force) -> None:
    body = RULE | {"bureau": made.county_a.code}
    rule = post(made.finance, "split-rule-list", body).json()
    word = {"rule": rule["id"], "station": made.a1.code, "text": "不同意"}
    assert post(made.finance, "rule-view-list", word).status_code == 403
    said = post(made.chief_a1, "rule-view-list", word)
    assert said.status_code == 201 and audited("split_rule.view") == 1
    (shown,) = read(made.finance, "rule-view-list", rule=rule["id"])["results"]
    assert shown == said.json() == read(made.chief_a1, "rule-view-detail", shown["id"])
    unknown = post(made.chief_a1, "rule-view-list", word | {"rule": 10**9})
    assert fields(unknown) == {"rule"}
    assert not read(made.chief_a2, "rule-view-list")["results"]


def test_a_year_is_closed_and_a_statement_made_anew(made: Force) -> None:
    line = allocated(made, year=YEAR - 1)
    year = {"bureau": made.county_a.code, "year": YEAR - 1}
    ahead = post(made.finance, "closed-year-list", year | {"year": YEAR + 1})
    assert fields(ahead) == {"year"} and not ClosedYear.objects.exists()
    assert post(made.leader, "closed-year-list", year).status_code == 403
    assert post(made.finance, "closed-year-list", year).status_code == 201
    assert fields(post(made.finance, "closed-year-list", year)) == {"year"}
    assert audited("money.close_year") == 1
    (shown,) = read(made.chief_a1, "statement-list", year=YEAR - 1)["results"]
    assert "body" not in shown
    whole = read(made.chief_a1, "statement-detail", shown["id"])
    assert hashlib.sha256(whole["body"].encode()).hexdigest() == shown["digest"]
    assert json.loads(whole["body"])["allocated"] == "1000.00"

    def correct(user: User, **match: str) -> Any:
        return post(user, "statement-correct", {"reason": "漏记"}, shown["id"], **match)

    assert correct(made.finance).status_code == 428
    assert correct(made.finance, if_match='"9"').status_code == 412
    assert correct(made.chief_a1, if_match='"1"').status_code == 403
    assert fields(correct(made.finance, if_match='"1"')) == {"reason"}
    entry = line.entries.get()
    took = post(
        made.finance, "entry-take-back", {"reason": "错"}, entry.pk, if_match="*"
    )
    assert took.status_code == 200
    anew = correct(made.finance, if_match='"1"')
    assert (anew.status_code, anew["ETag"], anew.json()["version"]) == (200, '"2"', 2)
    assert correct(made.finance, if_match='"1"').status_code == 412
    assert audited("statement.correct") == 1


def test_an_entry_is_taken_back_as_it_was_read(made: Force) -> None:
    row = paid(made)
    said = confirm(made, row, 200)
    entries = read(made.finance, "entry-list", disbursement=row.pk)["results"]
    assert [one["kind"] for one in entries] == ["confirm", "receive", "disburse"]
    at = client(made.chief_a1).get(reverse("api:entry-detail", args=[said.pk]))
    act = ("entry-take-back", {"reason": "点错"}, said.pk)
    assert post(made.chief_a1, *act).status_code == 428
    assert post(made.chief_a1, *act, if_match='"x"').status_code == 412
    assert post(made.finance, *act, if_match=at["ETag"]).status_code == 403
    done = post(made.chief_a1, *act, if_match=at["ETag"])
    assert (done.json()["kind"], done.json()["takes_back"]) == ("counter", said.pk)
    assert chain(row.line) == (1000, 600, 200, 0)
    assert post(made.chief_a1, *act, if_match=at["ETag"]).status_code == 412
    assert post(made.chief_a1, *act, if_match="*").status_code == 409
    assert audited("money.counter") == 1
    first = Entry.objects.get(kind="allocate")
    rests = ("entry-take-back", {"reason": "错"}, first.pk)
    assert fields(post(made.finance, *rests, if_match="*")) == {"reason"}


def test_what_shows_that_it_has_not_come_goes_and_comes_back(made: Force) -> None:
    row = paid(made)
    to = reverse("api:disbursement-dispute", args=[row.pk])

    def send(user: User, **more: Any) -> Any:
        body = {"reason": "只到一半"} | more
        return client(user).post(to, body, headers={"if-match": "*"})

    assert fields(send(made.chief_a1, files=upload("病毒.exe"))) == {"files"}
    assert send(made.finance).status_code == 403 and not Dispute.objects.exists()
    assert send(made.chief_a1, files=upload()).json()["disputed"] is True
    (shown,) = read(made.finance, "dispute-list", state="open")["results"]
    assert (shown["reason"], shown["amount"]) == ("只到一半", "600.00")
    (file,) = shown["files"]
    paper = reverse("api:dispute-file", args=[shown["id"], file["id"]])
    back = client(made.internal_auditor).get(paper)
    assert back.content == PDF and "sandbox" in back["Content-Security-Policy"]
    assert client(made.chief_a2).get(paper).status_code == 404
    assert not read(made.finance, "dispute-list", state="closed")["results"]
    assert audited("dispute.raise") == 1


@pytest.mark.parametrize("route", ["entry-list", "disbursement-list"])
def test_a_list_takes_as_many_statements_for_many_rows(made: Force, route: str) -> None:
    line, at, counts = allocated(made), client(made.finance), []
    for n in (3, 30):
        pay(made, line.pk, n)
        at.get(reverse(f"api:{route}"))
        with CaptureQueriesContext(connection) as caught:
            found = at.get(reverse(f"api:{route}")).json()["results"]
        counts.append(len(caught))
    assert len(found) > 30 and counts[0] == counts[1] <= 15
