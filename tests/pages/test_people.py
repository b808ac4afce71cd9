"""The pages of the establishment and of officers."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from organization.models import User
from personnel import services
from personnel.models import Post
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client

FORM = {
    "kind": "社区民警",
    "approved": "8",
    "category": "police",
    "first": "2026-01-01",
    "weight": "1",
    "reason": "编制批复",
}


def url(name: str, *args: object) -> str:
    return reverse(f"personnel:{name}", args=args)


def post(force: Force, by: User | None = None, **more: str) -> Any:
    to = url("add_post", force.a1.code)
    return client(by or force.personnel_admin).post(to, FORM | more)


def test_a_post_is_entered_and_its_vacancies_are_shown(force: Force) -> None:
    assert post(force)["Location"] == url("unit", force.a1.code)
    page = words(client(force.personnel_admin).get(url("unit", force.a1.code)))
    assert "编制8人" in page and "缺编2人" in page
    bureau = words(client(force.leader).get(url("establishment")))
    assert "缺编2人" in bureau and "柳堰派出所" in bureau
    assert "缺编2人" in words(client(force.chief_a1).get(url("unit", force.a1.code)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("approved", "三"),
        ("approved", "0"),
        ("first", "昨天"),
        ("first", ""),
        ("until", "2025-01-01"),
        ("reason", ""),
    ],
)
def test_bad_input_stands_beside_its_field(
    force: Force, field: str, value: str
) -> None:
    refused = post(force, **{field: value})
    assert refused.status_code == 422
    assert f'id="id_{field}_error"' in refused.content.decode()
    assert not Post.objects.exists()


def test_a_post_is_changed_and_closed(force: Force) -> None:
    post(force)
    row = Post.objects.get()
    at = client(force.personnel_admin)
    assert "编制8人" in words(at.get(url("change_post", row.pk)))
    data = FORM | {"approved": "9", "on": "2026-07-01", "version": "1"}
    assert at.post(url("change_post", row.pk), data).status_code == 302
    again = at.post(url("change_post", row.pk), data)
    assert again.status_code == 422 and "已" in words(again)
    later = Post.objects.latest("pk")
    end = {"on": "2026-06-01", "reason": "撤销", "version": str(later.version)}
    refused = at.post(url("close_post", later.pk), end)
    assert refused.status_code == 422
    assert 'id="close-on_error"' in refused.content.decode()
    done = at.post(url("close_post", later.pk), end | {"on": "2027-01-01"})
    assert done.status_code == 302


def test_any_day_can_be_looked_at_and_nonsense_is_today(force: Force) -> None:
    post(force)
    at = client(force.personnel_admin)
    for day, told in (("2025-06-01", "未录入编制"), ("绝对不是", "编制8人")):
        assert told in words(at.get(url("establishment"), {"on": day}))
        assert told in words(at.get(url("unit", force.a1.code), {"on": day}))


def test_the_table_is_taken_away(force: Force) -> None:
    post(force)
    to = url("establishment_file", force.county_a.code)
    answer = client(force.leader).get(to)
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = {row[1]: row[2:5] for row in sheet.values}
    assert rows["柳堰派出所"] == (8, 6, 2)
    assert rows["津堰派出所"] == (None, 6, None)


@pytest.mark.parametrize("text", ["王建军", "wjj", "wangjian", "WangJianjun", "010001"])
def test_officers_are_found_by_name_pinyin_and_number(force: Force, text: str) -> None:
    page = words(client(force.personnel_admin).get(url("officers"), {"q": text}))
    assert "王建军" in page and "李志刚" not in page


def test_officers_of_a_unit_on_a_day(force: Force) -> None:
    officer = force.officers[force.a1.code][0]
    today = timezone.localdate()
    end = today + dt.timedelta(days=9)
    services.end_posting(by=None, posting=officer.postings.get(), on=end)
    at = client(force.chief_a1)
    asked = {"unit": force.a1.code, "q": "wjj"}
    assert "1人" in words(at.get(url("officers"), asked))
    later = asked | {"on": end.isoformat()}
    assert "查无此人" in words(at.get(url("officers"), later))
    assert "津堰" not in words(at.get(url("officers")))


def test_an_officer_has_a_picture_and_its_table(force: Force) -> None:
    officer = force.officers[force.a1.code][0]
    today = timezone.localdate()
    services.record_leave(
        by=None,
        officer=officer,
        kind="annual",
        during=(today, today + dt.timedelta(days=3)),
    )
    page = client(force.chief_a1).get(url("officer", officer.pk))
    assert '<svg class="yp-career"' in page.content.decode()
    assert "柳堰派出所" in words(page) and "年休假" in words(page)


def test_only_who_may_open_the_list_is_led_to_it(force: Force) -> None:
    officer = force.officers[force.a1.code][0]
    services.link_account(by=None, officer=officer, user=force.officer_a1)
    back = f'href="{url("officers")}"'
    for user, led in ((force.chief_a1, True), (force.officer_a1, False)):
        at = client(user)
        page = at.get(url("officer", officer.pk)).content.decode()
        assert (f"{back}>" in page) is led
        assert (at.get(url("officers")).status_code == 200) is led


@pytest.mark.parametrize("route", ["officers", "establishment"])
def test_lists_cost_the_same_at_any_length(
    force: Force, route: str, django_assert_max_num_queries: Any
) -> None:
    at = client(force.personnel_admin)
    at.get(url(route))
    costs = []
    for n in (10, 1000):
        many = [services.NewOfficer(f"7{n:04}{k:04}", "甲") for k in range(n)]
        rows = services.register_officers(by=None, rows=many)
        placed = [
            services.NewPosting(o, force.a2, (dt.date(2024, 1, 1), None)) for o in rows
        ]
        services.post_officers(by=None, rows=placed)
        with django_assert_max_num_queries(15) as caught:
            at.get(url(route))
        costs.append(len(caught))
    assert costs[0] == costs[1]
