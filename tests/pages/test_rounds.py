"""The pages of a round for those who prepare it, an officer and a chief."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from personnel.models import RoundWish, SelectionRound
from personnel.services.rounds import preparing
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client, day
from tests.personnel.selections import (
    DAY,
    NOW,
    Selection,
    matched,
    opened,
    prepared,
)

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"personnel:{name}", args=args)


def post_to(at: Client, name: str, row: Selection, *args: int, **data: Any) -> Any:
    return at.post(url(name, row.round.pk, *args), data)


def test_a_round_is_prepared_by_hand(force: Force) -> None:
    prepared(force)
    at = client(force.personnel_admin)
    bad = at.post(url("new_round"), {"title": "", "most": "x", "wishes_until": ""})
    assert bad.status_code == 422 and 'id="id_most_error"' in bad.content.decode()
    data = {"title": "第二批", "most": "2", "wishes_until": day(5)}
    undated = at.post(url("new_round"), data)
    assert 'id="id_ranks_until_error"' in undated.content.decode()
    made = at.post(url("new_round"), data | {"ranks_until": day(9)})
    row = SelectionRound.objects.latest("pk")
    assert made["Location"] == url("round_posts", row.pk)
    post = SelectionRound.objects.earliest("pk").posts.earliest("pk").post
    field = f"places-{post.pk}"
    wrong = at.post(made["Location"], {field: "1000"})
    assert (
        wrong.status_code == 422 and f'id="p-{field}_error"' in wrong.content.decode()
    )
    at.post(made["Location"], {field: "2"})
    assert row.posts.get().places == 2
    nobody = at.post(url("admit_rule", row.pk), {"unit": "", "years": "50"})
    assert nobody.status_code == 422 and "没有符合条件的民警" in words(nobody)
    at.post(url("admit_rule", row.pk), {"unit": f"s{force.a1.pk}", "years": "0"})
    unknown = at.post(url("admit", row.pk), {"officer": "查无此人"})
    assert 'id="name-officer_error"' in unknown.content.decode()
    assert "6人可填报" in words(at.get(url("round_people", row.pk)))
    at.post(url("open_round", row.pk), {"version": "1"})
    row.refresh_from_db()
    assert row.state == "draft", "a stale page opens nothing"
    at.post(url("open_round", row.pk), {})
    row.refresh_from_db()
    assert row.state == "wishing"


def test_an_officer_chooses_and_changes_his_mind(force: Force) -> None:
    row = opened(force)
    at = client(row.users[0])
    posts = [str(post.pk) for post in row.posts]
    twice = {"choice-1": posts[0], "choice-2": posts[0]}
    refused = post_to(at, "choices", row, **twice)
    assert refused.status_code == 422
    assert 'id="id_choice-2_error"' in refused.content.decode()
    post_to(at, "choices", row, **{"choice-1": posts[0], "choice-3": posts[1]})
    assert list(RoundWish.objects.values_list("place", "post")) == [
        (1, row.posts[0].pk),
        (2, row.posts[1].pk),
    ]
    page = at.get(url("round", row.round.pk))
    assert "修改志愿" in words(page)
    stale = post_to(at, "choices", row, version="1", **{"choice-1": posts[2]})
    assert stale.status_code == 422 and RoundWish.objects.count() == 2
    assert at.get(url("round_people", row.round.pk)).status_code == 403
    preparing.dismiss(by=row.admin, officer=row.officers[0], reason="调离", now=NOW)
    assert at.get(url("choices", row.round.pk)).status_code == 404


def test_a_chief_ranks_who_chose_and_reads_no_more(force: Force) -> None:
    row = opened(force)
    row.choose(0, 1, 0)
    row.choose(1, 0)
    chief = client(force.chief_a1)
    early = chief.get(url("rank", row.round.pk, row.posts[0].pk))
    assert row.officers[0].officer.name not in words(early)
    row.ask_chiefs()
    SelectionRound.objects.update(ranks_until=NOW + 30 * DAY)
    page = words(chief.get(url("rank", row.round.pk, row.posts[0].pk)))
    names = [one.officer.name for one in row.officers]
    assert names[0] in page and names[1] in page and names[2] not in page
    assert "津堰派出所 社区民警" not in page
    assert chief.get(url("rank", row.round.pk, row.posts[1].pk)).status_code == 403
    keys = [f"place-{one.pk}" for one in row.officers[:2]]
    same = post_to(chief, "rank", row, row.posts[0].pk, **dict.fromkeys(keys, "1"))
    assert same.status_code == 422
    assert f'id="rank-{keys[1]}_error"' in same.content.decode()
    empty = post_to(chief, "rank", row, row.posts[0].pk)
    assert 'id="rank-nobody_error"' in empty.content.decode()
    post_to(chief, "rank", row, row.posts[0].pk, **{keys[0]: "2", keys[1]: "1"})
    ranked = row.posts[0].ranks.values_list("officer", flat=True)
    assert list(ranked) == [row.officers[1].pk, row.officers[0].pk]


def test_everybody_reads_his_own_result_once_it_is_published(force: Force) -> None:
    row = matched(force, {0: (0, 1), 1: (0,), 2: (0,)}, [(1, 0, 2), (0,), ()])
    page, result = url("round", row.round.pk), url("round_result", row.round.pk)
    admin, leader = client(row.admin), client(force.leader)
    taken, left = client(row.users[0]), client(row.users[2])
    assert "建议安排" not in words(taken.get(page))
    assert leader.get(result).status_code == 403
    assert "4个中0个" in words(admin.get(result))
    post_to(admin, "publish_round", row)
    assert "建议安排：津堰派出所" in words(taken.get(page))
    told = words(left.get(page))
    assert "1个名额由用人单位排序在前的民警取得" in told and "北埠派出所" in told
    assert row.officers[1].officer.name not in told
    assert row.officers[1].officer.name in words(client(force.chief_a1).get(page))
    assert leader.get(result).status_code == 200
    assert left.get(result).status_code == 403
    sheet = load_workbook(
        io.BytesIO(admin.get(url("round_proof", row.round.pk)).content)
    ).active
    assert sheet.max_row == 5
    file = admin.get(url("round_input", row.round.pk)).json()
    assert file == row.round.result.market


def test_a_change_is_tried_out_and_orders_are_drafted(force: Force) -> None:
    row = matched(force, {0: (0, 1), 1: (0,)}, [(1, 0), (0,), ()])
    admin = client(row.admin)
    to = url("round_try", row.round.pk)
    bad = admin.get(to, {"post": "", "places": "", "officer": ""})
    assert bad.status_code == 422
    two = admin.get(to, {"post": str(row.posts[0].pk), "places": "2"})
    assert "1人去向变动" in words(two)
    post_to(admin, "publish_round", row)
    undated = post_to(admin, "round_orders", row)
    assert 'id="order-first_error"' in undated.content.decode()
    post_to(admin, "round_orders", row, first=day(30))
    order = row.now().orders.get()
    assert order.lines.count() == 2 and order.state == "draft"
    post_to(admin, "close_round", row, sure=1)
    again = post_to(admin, "close_round", row, sure=1)
    assert row.now().state == "closed" and again.status_code == 422
