"""Posts and posting orders for other systems."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from personnel.models import Post, PostingOrder
from tests.api.conftest import problems

TODAY = timezone.localdate()
SOON = (TODAY + dt.timedelta(days=30)).isoformat()
TERMS = {"kind": "社区民警", "approved": 4, "reason": "批复"}
MEETING = {"meeting": "局党委会议", "met_on": TODAY.isoformat(), "number": "3号"}


@pytest.fixture
def admin(made, as_user):
    return as_user(made.personnel_admin)


def order(made, **more):
    line = {
        "officer": made.officers[made.a1.code][0].pk,
        "station": made.a2.code,
        "first": SOON,
    }
    given = {"bureau": made.county_a.code, "title": "调整", "readers": ["leader"]}
    return given | {"lines": [line | more]}


def consulted(made, admin):
    row = admin.post("posting-orders/", order(made)).json()
    one = f"posting-orders/{row['id']}/"
    done = admin.post(f"{one}consult/", {}, If_Match=admin.tag(one))
    assert done.status_code == 200, done.content
    return one


def test_a_post_is_added_changed_and_closed(made, admin):
    sent = TERMS | {"station": made.a1.code, "start": "2026-01-01"}
    row = admin.post("posts/", sent, Idempotency_Key="k")
    assert row.status_code == 201, row.content
    again = admin.post("posts/", sent, Idempotency_Key="k")
    assert again.json() == row.json() and Post.objects.count() == 1
    one = f"posts/{row.json()['id']}/"
    change = TERMS | {"approved": 6, "on": SOON}
    assert admin.patch(one, change).status_code == 428
    tag = admin.tag(one)
    later = admin.patch(one, change, If_Match=tag)
    assert later.json()["origin"] == row.json()["id"]
    assert admin.patch(one, change, If_Match=tag).status_code == 412
    end = {"on": "2099-01-01", "reason": "撤销"}
    two = f"posts/{later.json()['id']}/"
    closed = admin.post(f"{two}close/", end, If_Match=admin.tag(two))
    assert closed.json()["end"] == "2099-01-01"


def test_an_order_to_its_end(made, as_user, admin):
    one = consulted(made, admin)
    home, away, leader = (
        as_user(user) for user in (made.chief_a1, made.chief_a2, made.leader)
    )
    said = {"station": made.a1.code, "answer": "objection", "text": "人手不够"}
    row = home.post(f"{one}say/", said).json()
    away.post(f"{one}say/", {"station": made.a2.code, "answer": "agree"})
    refused = leader.post(f"{one}decide/", MEETING, If_Match=leader.tag(one))
    assert refused.status_code in (400, 409, 422), refused.content
    reply = {"saying": row["sayings"][0]["id"], "text": "九月补员"}
    assert admin.post(f"{one}reply/", reply).status_code == 200
    assert home.get(one).json()["sayings"][0]["reply"] == "九月补员"
    stale = leader.post(f"{one}decide/", MEETING, If_Match='"1"')
    assert stale.status_code == 412
    done = leader.post(f"{one}decide/", MEETING, If_Match=leader.tag(one))
    assert done.json()["state"] == "decided"
    why = {"reason": "编制冻结"}
    undone = leader.post(f"{one}undo/", why, If_Match=leader.tag(one))
    assert undone.json()["state"] == "undone"


def test_a_chief_reads_the_own_part_only(made, as_user, admin):
    sent = order(made)
    more = {"officer": made.officers[made.a1.code][1].pk, "first": SOON}
    sent["lines"].append(more | {"department": made.criminal.code})
    row = admin.post("posting-orders/", sent).json()
    one = f"posting-orders/{row['id']}/"
    admin.post(f"{one}consult/", {}, If_Match=admin.tag(one))
    assert len(as_user(made.chief_a2).get(one).json()["lines"]) == 1
    assert len(as_user(made.chief_a1).get(one).json()["lines"]) == 2
    assert as_user(made.coordinator).get(one).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "loan"}, "lines[0].end"),
        ({"first": "2026-01-01"}, "lines[0].late_reason"),
        ({"officer": 10**9}, "officer"),
        ({"post": 10**9}, "post"),
        ({"station": "000"}, "station"),
    ],
)
def test_bad_lines_are_told(made, admin, changes, field):
    answer = admin.post("posting-orders/", order(made, **changes))
    assert field in problems(answer) and not PostingOrder.objects.exists()


def test_a_draft_and_its_lines_are_changed_and_taken_back(made, as_user, admin):
    one = consulted(made, admin)
    words = {"title": "七月调整"}
    closed = admin.patch(one, words, If_Match=admin.tag(one))
    assert closed.status_code in (400, 409, 422), closed.content
    chief = as_user(made.chief_a1)
    said = {"station": made.a1.code, "answer": "objection", "text": "人手不够"}
    chief.post(f"{one}say/", said)
    tag = admin.tag(one)
    row = admin.post(f"{one}take-back/", {"reason": "换人选"}, If_Match=tag).json()
    assert (row["state"], row["change_reason"], row["turn"]) == ("draft", "换人选", 1)
    seen = chief.get(one).json()
    assert seen["lines"] == [] and [s["text"] for s in seen["sayings"]] == ["人手不够"]
    assert chief.patch(one, words, If_Match=chief.tag(one)).status_code == 403
    row = admin.patch(one, words, If_Match=admin.tag(one)).json()
    assert row["title"] == "七月调整" and admin.patch(one, words).status_code == 428
    line = f"{one}lines/{row['lines'][0]['id']}/"
    to = {"station": made.unknown.code, "first": SOON}
    assert admin.patch(line, to, If_Match='"1"').status_code == 412
    bad = admin.patch(line, to | {"end": SOON}, If_Match=admin.tag(one))
    assert set(problems(bad)) == {"end"}
    row = admin.patch(line, to, If_Match=admin.tag(one)).json()
    assert row["lines"][0]["station"] == made.unknown.code
    more = to | {"officer": made.officers[made.a1.code][1].pk}
    row = admin.post(f"{one}lines/", more, If_Match=admin.tag(one)).json()
    assert len(row["lines"]) == 2
    row = admin.delete(line, If_Match=admin.tag(one)).json()
    assert [one["officer"] for one in row["lines"]] == [more["officer"]]
    again = admin.post(f"{one}consult/", {}, If_Match=admin.tag(one)).json()
    assert (again["state"], again["turn"]) == ("consulting", 2)
    assert [said["turn"] for said in again["sayings"]] == [1]
    assert len(chief.get(one).json()["lines"]) == 1
    for act in ("take-back", "withdraw"):
        why = {"reason": "不再调整"}
        admin.post(f"{one}{act}/", why, If_Match=admin.tag(one))
    ended = chief.get(one).json()
    assert (ended["state"], ended["lines"]) == ("withdrawn", [])
