"""Plans of the year and owed time for other systems."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tasking.models import StationPlan
from tasking.planning import monday_of, year_of
from tests.pages.test_plan import taken

YEAR = year_of(timezone.localdate())
ITEM = {
    "kind": "visits",
    "title": "入户走访",
    "hours": 20.5,
    "per": "week",
    "first": f"{YEAR}-01-01",
    "last": f"{YEAR}-12-31",
}


@pytest.fixture
def chief(made, as_user):
    return as_user(made.chief_a1)


def begun(made, chief, **headers):
    sent = {"station": made.a1.code, "year": YEAR}
    return chief.post("station-plans/", sent, **headers)


def test_a_plan_is_begun_filled_and_put_in_force(made, as_user, chief):
    row = begun(made, chief, Idempotency_Key="k")
    assert row.status_code == 201, row.content
    assert begun(made, chief, Idempotency_Key="k").json() == row.json()
    assert begun(made, chief).status_code == 400
    one = f"station-plans/{row.json()['id']}/"
    assert chief.post(f"{one}items/", ITEM).status_code == 428
    put = chief.post(f"{one}items/", ITEM, If_Match=chief.tag(one))
    assert put.status_code == 201, put.content
    item = put.json()["items"][0]
    assert (item["hours"], len(item["months"])) == (20.5, 12)
    monday = str(monday_of(timezone.localdate()))
    week = {"week": monday, "hours": {str(item["id"]): 7}}
    done = as_user(made.officer_a1).post(f"{one}hours/", week, If_Match="*")
    months = done.json()["items"][0]["months"]
    assert sum(month["done_hours"] for month in months) == 7, done.content
    late = chief.post(f"{one}hours/", week, If_Match=put.headers["ETag"])
    assert late.status_code == 412
    assert chief.post(f"{one}force/", {"in_force": True}).status_code == 428
    tag = chief.tag(one)
    done = chief.post(f"{one}force/", {"in_force": True}, If_Match=tag)
    assert done.json()["in_force_at"]
    again = chief.post(f"{one}force/", {"in_force": True}, If_Match=tag)
    assert again.status_code == 412
    assert [r["year"] for r in chief.results(f"station-plans/?year={YEAR}")] == [YEAR]
    assert as_user(made.staff).get(one).status_code == 404
    assert as_user(made.leader).get(one).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hours": 0}, "hours"),
        ({"per": "day"}, "per"),
        ({"first": "2001-01-01"}, "first"),
        ({"first": "0001-01-01"}, "first"),
        ({"last": "9999-12-31"}, "last"),
        ({"last": "x"}, "last"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_used(made, chief, changes, field):
    one = f"station-plans/{begun(made, chief).json()['id']}/"
    said = chief.post(f"{one}items/", ITEM | changes, If_Match="*")
    assert said.status_code == 400 and field in str(said.json()["errors"])
    week = {"week": "2001-01-01", "hours": {"7": 1, "x": 2}}
    assert chief.post(f"{one}hours/", week, If_Match="*").status_code == 400
    week["hours"].pop("x")
    assert chief.post(f"{one}hours/", week, If_Match="*").status_code == 400
    assert StationPlan.objects.get().items.count() == 0


def test_owed_time_is_made_up_or_let_go(made, as_user, chief):
    row = taken(made)
    one = f"owed-time/{row.pk}/"
    shown = chief.get(one).json()
    assert (shown["taken_hours"], shown["urgent"], shown["second"]) == (12, True, None)
    assert shown["department"] == made.public_order.code
    start = timezone.localtime() + dt.timedelta(days=20)
    said = {"start": f"{start:%F}T09:00:00+08:00", "end": f"{start:%F}T10:00:00+08:00"}
    said |= {"officers": 6}
    assert chief.post(f"{one}make-up/", said).status_code == 428
    tag = chief.tag(one)
    assert as_user(made.staff).post(f"{one}make-up/", said).status_code == 403
    done = chief.post(f"{one}make-up/", said, If_Match=tag)
    assert done.status_code == 200, done.content
    assert chief.post(f"{one}make-up/", said, If_Match=tag).status_code == 412
    tag = chief.tag(one)
    assert chief.post(f"{one}let-go/", {}, If_Match=tag).status_code == 400
    done = chief.post(f"{one}let-go/", {"reason": "已安排"}, If_Match=tag)
    assert done.json()["state"] == "let_go" and done.json()["left_hours"] == 0
    assert (
        chief.post(f"{one}let-go/", {"reason": "再"}, If_Match=tag).status_code == 412
    )
    assert not chief.results("owed-time/?state=owed")
    assert len(chief.results(f"owed-time/?department={made.public_order.code}")) == 1


def test_an_order_that_takes_protected_time_answers_202(made, as_user):
    from tests.pages.test_plan import kept

    block, staff = kept(made), as_user(made.staff)
    day = f"{timezone.localtime(block.start):%F}"
    said = {
        "department": made.public_order.code,
        "title": "誓师大会",
        "kind": "meeting",
        "intent": "部署",
        "standard": "到会",
        "start": f"{day}T09:00:00+08:00",
        "end": f"{day}T11:00:00+08:00",
        "officers": 6,
        "stations": [made.a1.code],
        "reason": "统一安排",
    }
    assert staff.post("directives/preview/", said).json()["taken_hours"] == 12
    given = staff.post("directives/", said)
    assert (given.status_code, given.json()["taken_hours"]) == (202, 12), given.content
    one = f"directives/{given.json()['id']}/"
    head = as_user(made.head)
    assert staff.post(f"{one}approve/", {}, If_Match=staff.tag(one)).status_code == 403
    done = head.post(f"{one}approve/", {}, If_Match=head.tag(one))
    assert done.status_code == 200 and done.json()["state"] == "issued", done.content
    (owed,) = head.results("owed-time/")
    assert (owed["issued_by"], owed["second"]) == ("staff", "head")
