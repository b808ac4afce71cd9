"""The pages of posting orders, and of what chiefs ask for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from personnel import services
from personnel.models import OrderSaying, PostingOrder, StaffingRequest
from tests.factories import Force, appoint, person
from tests.pages.composing import words
from tests.pages.test_directives import client

TODAY = timezone.localdate()
SOON = (TODAY + dt.timedelta(days=30)).isoformat()


def url(name: str, *args: object) -> str:
    return reverse(f"personnel:{name}", args=args)


def drafted(force: Force, **more: Any) -> tuple[PostingOrder, Client]:
    at = client(force.personnel_admin)
    data = {"title": "六月岗位调整", "readers": [str(force.leader.pk)]} | more
    at.post(url("new_order"), data)
    return PostingOrder.objects.latest("pk"), at


def line(force: Force, n: int = 0, **more: str) -> dict[str, str]:
    given = {
        "officer": force.officers[force.a1.code][n].police_number,
        "to": f"s{force.a2.pk}",
        "kind": "permanent",
        "first": SOON,
    }
    return given | more


def asked(force: Force) -> tuple[PostingOrder, Client]:
    order, at = drafted(force)
    at.post(url("add_line", order.pk), line(force))
    at.post(url("consult_order", order.pk), {})
    order.refresh_from_db()
    return order, at


def say(force: Force, order: PostingOrder, chief: str, **data: str) -> Any:
    user = getattr(force, chief)
    seat = order.seats.get(station__in=user.scope.stations)
    return client(user).post(url("say", order.pk, seat.pk), data)


def test_a_transfer_with_an_objection_to_its_end(force: Force) -> None:
    order, at = asked(force)
    assert order.state == "consulting"
    say(force, order, "chief_a1", answer="objection", text="七月人手不够")
    say(force, order, "chief_a2", answer="agree")
    leader = client(force.leader)
    page = leader.get(url("order", order.pk))
    assert "请先答复柳堰派出所的不同意见" in words(page)
    meeting = {"meeting": "局党委会", "met_on": TODAY.isoformat(), "number": "3号"}
    refused = leader.post(url("decide_order", order.pk), meeting)
    assert refused.status_code == 422 and "请先答复" in words(refused)
    saying = OrderSaying.objects.get(answer="objection")
    at.post(url("reply", order.pk, saying.pk), {"text": "九月补一人"})
    assert "九月补一人" in words(client(force.chief_a1).get(url("order", order.pk)))
    assert leader.post(url("decide_order", order.pk), meeting).status_code == 302
    page = words(leader.get(url("order", order.pk)))
    assert "已决定，未生效" in page and "局党委会" in page
    leader.post(url("undo_order", order.pk), {"reason": "编制冻结"})
    assert "编制冻结" in words(leader.get(url("order", order.pk)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("officer", ""),
        ("officer", "查无此人"),
        ("to", ""),
        ("to", "s0"),
        ("first", ""),
        ("first", "明天"),
        ("until", "2020-01-01"),
        ("kind", "x"),
    ],
)
def test_a_bad_line_stands_beside_its_field(
    force: Force, field: str, value: str
) -> None:
    order, at = drafted(force)
    refused = at.post(url("add_line", order.pk), line(force) | {field: value})
    assert refused.status_code == 422
    assert f'id="line-{field}_error"' in refused.content.decode()
    assert not order.lines.exists()


def test_an_officer_is_named_by_name_where_there_is_only_one(force: Force) -> None:
    order, at = drafted(force)
    twice = at.post(url("add_line", order.pk), line(force, officer="王建军"))
    assert "有重名" in words(twice)
    services.register_officer(by=None, police_number="880001", name="何雨婷")
    unseen = at.post(url("add_line", order.pk), line(force, officer="何雨婷"))
    assert unseen.status_code == 422


def test_a_full_post_is_allowed_but_said(force: Force) -> None:
    post = services.add_post(
        by=None,
        unit=force.a2,
        terms=services.Terms("内勤", 1),
        during=(dt.date(2024, 1, 1), None),
        reason="批复",
    )
    order, at = drafted(force)
    for n in (0, 1):
        at.post(url("add_line", order.pk), line(force, n, to=f"p{post.pk}"))
    assert words(at.get(url("order", order.pk))).count("届时超编") == 1


def test_a_line_is_struck_out(force: Force) -> None:
    order, at = drafted(force)
    at.post(url("add_line", order.pk), line(force))
    row = order.lines.get()
    stale = at.post(url("remove_line", order.pk, row.pk), {"version": "1"})
    assert stale.status_code == 422 and order.lines.exists()
    at.post(url("remove_line", order.pk, row.pk), {})
    assert not order.lines.exists()
    assert at.post(url("consult_order", order.pk), {}).status_code == 422


def test_a_chief_reads_the_own_lines_only(force: Force) -> None:
    order, at = drafted(force)
    at.post(url("add_line", order.pk), line(force))
    at.post(url("add_line", order.pk), line(force, 1, to=f"s{force.unknown.pk}"))
    at.post(url("consult_order", order.pk), {})
    home = words(client(force.chief_a1).get(url("order", order.pk)))
    away = words(client(force.chief_a2).get(url("order", order.pk)))
    assert "李志刚" in home and "李志刚" not in away and "王建军" in away
    assert "北埠" not in away and "leader" not in away
    effect = reverse("coordination:posting_effect", args=[order.pk])
    seen = words(client(force.chief_a2).get(effect))
    assert "津堰派出所" in seen and "柳堰派出所" not in seen
    whole = words(at.get(effect))
    assert "柳堰派出所" in whole and "民警6→4人" in whole


@pytest.mark.parametrize(
    "data", [{}, {"answer": "objection"}, {"answer": "maybe", "text": "x"}]
)
def test_a_word_says_what_and_why(force: Force, data: dict[str, str]) -> None:
    order, _at = asked(force)
    assert say(force, order, "chief_a1", **data).status_code == 422
    assert not OrderSaying.objects.exists()


def test_a_withdrawn_order_says_why(force: Force) -> None:
    order, at = asked(force)
    assert at.post(url("withdraw_order", order.pk), {}).status_code == 422
    at.post(url("withdraw_order", order.pk), {"reason": "另行安排"})
    assert "另行安排" in words(client(force.chief_a1).get(url("order", order.pk)))
    late = say(force, order, "chief_a1", answer="agree")
    assert late.status_code == 422


def test_a_chief_asks_for_people(force: Force) -> None:
    at = client(force.chief_a1)
    to = url("new_request", force.a1.code)
    bad = at.post(to, {"kind": "", "number": "x", "reason": "", "officer": "000"})
    assert bad.status_code == 422
    other = force.officers[force.b1.code][0].police_number
    ask = {"kind": "内勤", "number": "1", "reason": "x", "officer": other}
    assert 'id="id_officer_error"' in at.post(to, ask).content.decode()
    at.post(to, {"kind": "社区民警", "number": "2", "reason": "缺编"})
    row = StaffingRequest.objects.get()
    admin = client(force.personnel_admin)
    assert "社区民警" in words(admin.get(url("requests")))
    assert admin.post(url("answer_request", row.pk), {}).status_code == 422
    data = {"taken": "no", "answer": "今年无新警", "version": "1"}
    admin.post(url("answer_request", row.pk), data)
    assert "今年无新警" in words(at.get(url("request", row.pk)))


def test_a_draft_is_changed_and_taken_back_from_the_chiefs(force: Force) -> None:
    """The chief reads why and what he said, but no line of what is being changed."""
    order, at = asked(force)
    say(force, order, "chief_a1", answer="objection", text="七月人手不够")
    row = order.lines.get()
    change = url("change_line", order.pk, row.pk)
    assert at.post(change, line(force)).status_code == 422, "not while they are asked"
    back = url("take_back_order", order.pk)
    refused = at.post(back, {})
    assert 'id="back-reason_error"' in refused.content.decode()
    assert at.post(back, {"reason": "换人选"}).status_code == 302
    seen = words(client(force.chief_a1).get(url("order", order.pk)))
    assert "换人选" in seen and "七月人手不够" in seen and "王建军" not in seen
    chief = client(force.chief_a1)
    assert "六月岗位调整" in words(chief.get(url("orders")))
    effect = reverse("coordination:posting_effect", args=[order.pk])
    assert chief.get(effect).context["effects"] == []
    form = at.get(change).content.decode()
    assert f'value="{SOON}"' in form
    bad = at.post(change, line(force, first=""))
    assert bad.status_code == 422 and "line-first_error" in bad.content.decode()
    to = line(force, to=f"s{force.unknown.pk}")
    assert at.post(change, to).status_code == 302
    draft = url("change_order", order.pk)
    assert 'value="六月岗位调整"' in at.get(draft).content.decode()
    assert at.post(draft, {"title": ""}).status_code == 422
    title = {"title": "七月岗位调整", "readers": [str(force.leader.pk)]}
    assert at.post(draft, title).status_code == 302
    page = words(at.get(url("order", order.pk)))
    assert "七月岗位调整" in page and "北埠派出所" in page
    assert "七月人手不够" in page, "kept with what was said before"


def test_who_reads_a_draft_stays_named_while_it_is_changed(force: Force) -> None:
    """Also a reader who changes it, and one from a bureau above, named elsewhere."""
    other = appoint(person("admin_b"), "personnel_admin", force.county_a)
    above = appoint(person("city_leader"), "leader", force.city)
    order, _at = drafted(force, readers=[str(other.pk), str(force.leader.pk)])
    order.readers.add(above)
    at, draft = client(other), url("change_order", order.pk)
    form = at.get(draft).context["form"]
    shown = {"title": "七月岗位调整", "readers": form["readers"].value()}
    offered = {value for value, _name in form.fields["readers"].choices}
    assert set(shown["readers"]) <= offered
    assert at.post(draft, shown).status_code == 302
    assert set(order.readers.all()) == {other, force.leader, above}


def test_a_request_says_what_became_of_it(force: Force) -> None:
    """The chief learns the state; the title only once he may read the order."""
    chief, at = client(force.chief_a2), client(force.personnel_admin)
    ask = {"kind": "社区民警", "number": "1", "reason": "缺编"}
    chief.post(url("new_request", force.a2.code), ask)
    row = StaffingRequest.objects.get()
    to = url("new_order") + f"?request={row.pk}"
    early = {"title": "补员", "readers": [str(force.leader.pk)]}
    assert at.post(to, early).status_code == 422, "not answered yet"
    answer = {"taken": "yes", "answer": "已列入计划", "version": "1"}
    at.post(url("answer_request", row.pk), answer)
    assert "尚未据此拟订调配方案" in words(at.get(url("request", row.pk)))
    assert "津堰派出所社区民警" in at.get(to).content.decode()
    assert at.get(url("new_order") + "?request=0").status_code == 404
    at.post(to, early)
    order = PostingOrder.objects.get()
    assert order.request == row
    page = url("request", row.pk)
    seen = words(chief.get(page))
    assert "正在拟订调配方案" in seen and "补员" not in seen
    assert "补员" in words(at.get(page))
    at.post(url("add_line", order.pk), line(force))
    at.post(url("consult_order", order.pk), {})
    assert "补员" in words(chief.get(page))
