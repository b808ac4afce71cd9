"""Fees and fines beside funding; split rules on record, and what stations think."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from budget.fees import read_fees, together
from budget.models import FeeIncome, RuleView, SplitRule
from budget.services.fees import Decision, Month, enter_fees, record_rule, say_view
from organization.models import AuditEvent, Station
from tests.budget.test_counts import MOST, costs, run
from tests.budget.world import NOW, YEAR, chain, confirm, paid, told, yuan
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
MANY = """
INSERT INTO budget_feeincome (station_id, year, month, kind, collected, paid_in,
    document, entered_by_id, entered_at)
SELECT %s, %s, 1 + n %% 12, 'fine', 5, 5, 'x', %s, %s FROM generate_series(1, %s) n"""
TYPED = {
    "year": str(YEAR),
    "month": "1",
    "kind": "fine",
    "collected": "1,200",
    "paid_in": "0",
    "document": "缴款书1号",
}


def month(collected: Any = 500, paid_in: Any = 500, **more: Any) -> Month:
    given = {"year": YEAR, "month": 1, "kind": "fine", "document": "缴款书"} | more
    as_yuan = [None if one is None else yuan(one) for one in (collected, paid_in)]
    return Month(collected=as_yuan[0], paid_in=as_yuan[1], **given)


def enter(made: Force, *given: Any, **more: Any) -> FeeIncome:
    at = month(*given, **more)
    return enter_fees(by=made.finance, station=made.a1, month=at, now=NOW)


def rule(made: Force) -> SplitRule:
    said = Decision("罚没收入的六成返还", "局党委会", dt.date(2004, 3, 1), "会议纪要")
    return record_rule(by=made.finance, bureau=made.county_a, decision=said, now=NOW)


def url(name: str, *args: object) -> str:
    return reverse(f"budget:{name}", args=args)


def test_the_last_row_of_a_month_counts_and_funding_stands_beside(made: Force) -> None:
    row = paid(made)
    confirm(made, row, 100)
    before = chain(row.line)
    enter(made, 900, 0)
    enter(made, 800, 700)  # entered wrongly before
    enter(made, 20, 20, kind="fee")
    found = read_fees([made.a1, made.a2], YEAR)
    one = found[made.a1.pk]
    assert one.kinds == {"fine": (800, 700), "fee": (20, 20)}
    assert (one.collected, one.paid_in) == (820, 720)
    assert (one.disbursed, one.confirmed) == (600, 100)
    more = month(5, 5)
    enter_fees(by=made.finance, station=made.a2, month=more, now=NOW)
    every = together(read_fees([made.a1, made.a2], YEAR))
    assert every.kinds == {"fine": (805, 705), "fee": (20, 20)}
    sums = (every.collected, every.paid_in, every.disbursed, every.confirmed)
    assert sums == (825, 725, 600, 100)
    assert FeeIncome.objects.count() == 4
    assert chain(row.line) == before, "funding does not follow from fees"
    assert AuditEvent.objects.filter(action="fees.enter").count() == 4


@pytest.mark.parametrize(
    ("more", "field"),
    [
        *(({"collected": None}, "collected"), ({"paid_in": -1}, "paid_in")),
        *(({"collected": "1.005"}, "collected"), ({"document": " "}, "document")),
        *(({"month": 13}, "month"), ({"year": 1999}, "year"), ({"kind": "x"}, "kind")),
        *(({"year": YEAR + 1}, "month"), ({"collected": "1e13"}, "collected")),
    ],
)
def test_what_cannot_be_is_told(made: Force, more: Any, field: str) -> None:
    given = {"by": made.finance, "station": made.a1, "now": NOW}
    assert set(told(enter_fees, month=month(**more), **given)) == {field}
    assert not FeeIncome.objects.exists()


def test_a_closed_station_collects_nothing_more(made: Force) -> None:
    first = dt.date(YEAR, 1, 1)
    Station.objects.filter(pk=made.a1.pk).update(closed_on=first)
    made.a1.refresh_from_db()
    office = {"by": made.finance, "station": made.a1, "now": NOW}
    assert set(told(enter_fees, month=month(), **office)) == {"station"}
    assert enter_fees(month=month(year=YEAR - 1, month=12), **office).pk


def test_a_rule_says_who_decided_it_and_a_station_what_it_thinks(made: Force) -> None:
    office = {"by": made.finance, "bureau": made.county_a, "now": NOW}
    later = timezone.localdate(NOW) + dt.timedelta(days=1)
    bad = Decision(" ", "", later)
    found = told(record_rule, decision=bad, **office)
    assert set(found) == {"text", "decided_by", "decided_on"}
    row = rule(made)
    station = {"rule": row, "station": made.a1, "now": NOW}
    assert set(told(say_view, by=made.chief_a1, text="", **station)) == {"text"}
    for user in (made.finance, made.officer_a1, made.chief_a2, made.leader):
        with pytest.raises(PermissionDenied):
            say_view(by=user, text="x", **station)
    with pytest.raises(PermissionDenied):
        say_view(by=made.chief_b1, text="x", **station | {"station": made.b1})
    say_view(by=made.chief_a1, text="不应挂钩", **station)
    assert RuleView.objects.visible_to(made.leader).get().text == "不应挂钩"
    assert not RuleView.objects.visible_to(made.chief_a2).exists()


def test_who_enters(made: Force) -> None:
    for user in (made.leader, made.internal_auditor, made.chief_a1):
        with pytest.raises(PermissionDenied):
            enter_fees(by=user, station=made.a1, month=month(), now=NOW)
        said = Decision("x", "x", NOW.date())
        with pytest.raises(PermissionDenied):
            record_rule(by=user, bureau=made.county_a, decision=said, now=NOW)
    with pytest.raises(PermissionDenied):
        enter_fees(by=made.finance, station=made.b1, month=month(), now=NOW)


@pytest.mark.parametrize("table", ["feeincome", "splitrule", "ruleview"])
def test_nothing_is_rewritten(made: Force, table: str) -> None:
    enter(made)
    say_view(by=made.chief_a1, rule=rule(made), station=made.a1, text="x", now=NOW)
    for act in (f"DELETE FROM budget_{table}", f"UPDATE budget_{table} SET id = 7"):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(act)


def test_the_pages(made: Force) -> None:
    office, chief = client(made.finance), client(made.chief_a1)
    to = url("station_fees", made.a1.code)
    assert office.post(to, TYPED)["Location"] == f"{to}?year={YEAR}"
    for field, value in (("collected", "-1"), ("month", "x"), ("document", "")):
        refused = office.post(to, TYPED | {field: value})
        assert refused.status_code == 422
        assert f'id="id_{field}_error"' in refused.content.decode()
    at = url("fees", made.county_a.code)
    assert office.post(at, {"text": "x"}).status_code == 422
    said = {"text": "六成返还", "decided_by": "局党委会", "decided_on": "2004-03-01"}
    assert office.post(at, said)["Location"] == at
    view = url("rule_view", made.a1.code, SplitRule.objects.get().pk)
    assert chief.post(view, {"text": " "}).status_code == 422
    assert chief.post(view, {"text": "不应挂钩"})["Location"] == to
    for page in (office.get(at), chief.get(to)):
        shown = words(page)
        assert "2006年起与派出所经费脱钩" in shown and "1,200.00" in shown
        assert "局党委会" in shown and "不应挂钩" in shown
    assert at in office.get(url("bureau", made.county_a.code)).content.decode()
    english = client(made.finance, "en").get(at).content.decode()
    assert "since 2006" in english


def test_pages_cost_the_same_with_many_rows(made: Force) -> None:
    def grow(count: int) -> None:
        run(MANY, made.a1.pk, YEAR, made.finance.pk, NOW, count)

    for to in (
        url("station_fees", made.a1.code),
        url("fees", made.county_a.code),
    ):
        few, many = costs(made.finance, to, grow)
        assert few == many <= MOST
