"""Bounds, bars, couples, more time and draft orders of a round, for other systems."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from personnel.models import PostingOrder, RoundBar, RoundCouple
from personnel.services.rounds import running
from tests.api.conftest import Caller, problems
from tests.personnel.selections import (
    NOW,
    TERMS,
    Selection,
    matched,
    opened,
    prepared,
)


def path(found: Selection) -> str:
    return f"selection-rounds/{found.round.pk}/"


def add(at: Caller, one: str, name: str, body: dict[str, Any]) -> Any:
    return at.post(f"{one}{name}/", body, If_Match=at.tag(one))


def bound(at: Caller, one: str) -> dict[str, Any]:
    return at.get(f"{one}bounds/").json()


def test_groups_bars_and_couples_come_and_go(made, as_user):
    found = prepared(made)
    admin, one = as_user(found.admin), path(found)
    posts, members = [p.pk for p in found.posts], [o.pk for o in found.officers]
    group = {"title": "城区", "posts": posts[:2], "most": 1}
    wrong = add(admin, one, "groups", group | {"posts": [posts[0], 10**9]})
    assert set(problems(wrong)) == {"posts"}
    assert admin.post(f"{one}groups/", group).status_code == 428
    assert add(admin, one, "groups", group).status_code == 201
    assert admin.post(f"{one}groups/", group, If_Match='"1"').status_code == 412
    bar = {"officer": members[0], "posts": posts[:1], "reason": "回避"}
    wrong = add(admin, one, "bars", bar | {"officer": 10**9})
    assert set(problems(wrong)) == {"officer"}
    assert add(admin, one, "bars", bar).status_code == 201
    pair = {"one": members[1], "other": members[2]}
    assert add(admin, one, "couples", pair).status_code == 201
    twice = add(admin, one, "couples", pair)
    assert set(problems(twice)) == {"one", "other"}
    seen = bound(admin, one)
    assert [o["id"] for o in seen["officers"]] == members
    (kept,) = seen["groups"]
    assert (sorted(kept["posts"]), kept["most"], kept["least"]) == (posts[:2], 1, 0)
    assert [b["reason"] for b in seen["bars"]] == ["回避"]
    for name in ("groups", "bars", "couples"):
        each = f"{one}{name}/{seen[name][0]['id']}/"
        assert admin.delete(each).status_code == 428
        assert admin.delete(each, If_Match='"1"').status_code == 412
        gone = admin.delete(each, If_Match=admin.tag(one))
        assert gone.status_code == 200 and gone.json()[name] == []
        assert admin.delete(each, If_Match="*").status_code == 404
    assert not RoundBar.objects.exists() and not RoundCouple.objects.exists()


def test_who_does_not_prepare_it_learns_nothing_of_what_binds_it(made, as_user):
    found = opened(made)
    one, mine = path(found), as_user(found.users[0])
    chief = as_user(made.chief_a1)
    for caller in (mine, chief):
        assert caller.get(f"{one}bounds/").status_code == 403
        assert caller.post(f"{one}bars/", {}).status_code == 403
        assert caller.post(f"{one}prolong/", {}, If_Match="*").status_code == 403
    assert as_user(made.staff).get(f"{one}bounds/").status_code == 404
    group = {"title": "城区", "posts": [found.posts[0].pk], "most": 1}
    late = as_user(found.admin).post(f"{one}groups/", group, If_Match="*")
    assert late.status_code == 409, "groups are fixed when it opens"


def test_a_chief_reads_who_chose_his_post_and_no_more(made, as_user):
    found = opened(made)
    one, chief = path(found), as_user(made.chief_a1)
    own = f"{one}posts/{found.posts[0].pk}/candidates/"
    found.choose(3, 1, 0)
    assert chief.get(own).json() == {"officers": []}, "officers are still choosing"
    found.ask_chiefs()
    (row,) = chief.get(own).json()["officers"]
    officer = found.officers[3].officer
    assert row == {
        "id": found.officers[3].pk,
        "police_number": officer.police_number,
        "name": officer.name,
        "rank": officer.rank,
        "unit": made.a1.code,
        "since": "2020-01-01",
    }
    other = f"{one}posts/{found.posts[1].pk}/candidates/"
    assert chief.get(other).status_code == 403
    ranks = {"post": found.posts[0].pk, "officers": [row["id"]]}
    assert chief.post(f"{one}rank/", ranks).status_code == 200


def test_a_phase_is_put_off_and_never_cut_short(made, as_user):
    found = opened(made)
    admin, one = as_user(found.admin), path(found)
    later = {"wishes_until": (TERMS.wishes_until + dt.timedelta(days=1)).isoformat()}
    assert admin.post(f"{one}prolong/", later).status_code == 428
    done = admin.post(f"{one}prolong/", later, If_Match=admin.tag(one))
    assert done.status_code == 200, done.content
    assert found.now().wishes_until == TERMS.wishes_until + dt.timedelta(days=1)
    early = {"wishes_until": TERMS.wishes_until.isoformat()}
    refused = admin.post(f"{one}prolong/", early, If_Match=admin.tag(one))
    assert set(problems(refused)) == {"wishes_until"}
    ended = admin.post(f"{one}end-phase/", {}, If_Match=admin.tag(one))
    assert ended.status_code == 409, "not everybody has handed in"


def test_the_result_becomes_draft_orders(made, as_user):
    found = matched(made, {0: [1], 1: [0]}, [[1], [0], []])
    admin, one = as_user(found.admin), path(found)
    first = (timezone.localdate(NOW) + dt.timedelta(days=40)).isoformat()
    early = admin.post(f"{one}orders/", {"first": first}, If_Match=admin.tag(one))
    assert early.status_code == 409, "not before it is published"
    found.publish()
    tag = admin.tag(one)
    assert set(problems(admin.post(f"{one}orders/", {}, If_Match=tag))) == {"first"}
    sent = admin.post(f"{one}orders/", {"first": first}, If_Match=tag)
    assert sent.status_code == 201, sent.content
    order = PostingOrder.objects.get()
    assert sent.json() == {"orders": [order.pk]}
    assert {str(line.first) for line in order.lines.all()} == {first}
    again = admin.post(f"{one}orders/", {"first": first}, If_Match=admin.tag(one))
    assert again.status_code == 409
    assert running.run_clocks(now=NOW) == 0
