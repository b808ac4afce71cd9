"""Rows of a file of accounts that cannot stand, each with its column and a sentence;
and what looks wrong and is not."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import Workbook

from organization.models import Membership, User
from organization.services import set_active
from organization.services.acting import name_deputy
from tests.accounts.files import HEADS, applied, handed_in, handed_over, line, wrong
from tests.factories import Force, appoint, person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "no user name": ({"username": None}, "用户名", "必填"),
    "a sign that no user name has": ({"username": "何雨桐/1"}, "用户名", "2至60"),
    "a user name too short": ({"username": "a"}, "用户名", "2至60"),
    "a number rounded": ({"username": 1.23457e17}, "用户名", "文本"),
    "no name": ({"name": None}, "姓名", "必填"),
    "a name too long": ({"name": "长" * 61}, "姓名", "60"),
    "no role": ({"role": None}, "角色", "必填"),
    "a role there is not": ({"role": "king"}, "角色", "king"),
    "no unit": ({"unit": None}, "机构代码", "必填"),
    "a unit there is not": ({"unit": "990000000000"}, "机构代码", "没有"),
    "a unit of another name": ({"unit_name": "北埠派出所"}, "机构名称", "柳堰"),
    "a role not held in such a unit": ({"role": "leader"}, "角色", "该类单位"),
    "a day that is none": ({"last": "明年"}, "截止日", "日期"),
    "ends before it begins": (
        {"first": TODAY + DAY, "last": TODAY},
        *("截止日", "早于"),
    ),
    "over already": (
        {"first": TODAY - 9 * DAY, "last": TODAY - DAY},
        *("截止日", "已过"),
    ),
    "no reason": ({"reason": " "}, "事由", "必填"),
    "a reason too long": ({"reason": "长" * 201}, "事由", "200"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_wrong_row_is_told_beside_its_column(force: Force, case: str) -> None:
    more, column, said = BAD[case]
    before = User.objects.count()
    row = handed_in(force.security_admin, [line(force, **more)])
    assert row.counts == {"accounts": {"bad": 1}}, row.problem
    told = dict(map(tuple, wrong(row)[2]))
    assert said in told[column], told
    assert not row.can_apply and User.objects.count() == before


def told(row: Any) -> dict[int, str]:
    return {
        n: "；".join(words for _c, words in found) for n, found in wrong(row).items()
    }


def test_whose_account_it_is_is_not_changed_by_a_file(force: Force) -> None:
    person("330411", "王建军")
    blocked = person("330412", "林默")
    set_active(by=None, user=blocked, active=False)
    me = force.security_admin
    row = handed_in(
        me,
        [
            line(force),
            line(force, username="330412", name="林默"),
            line(force, username=me.username, name=me.name),
        ],
    )
    found = told(row)
    assert "王建军" in found[2] and "停用" in found[3] and "另一名" in found[4]


def test_a_closed_unit_takes_nobody(force: Force) -> None:
    force.a2.closed_on = TODAY
    force.a2.save()
    row = handed_in(force.security_admin, [line(force, unit=force.a2.code)])
    assert "已撤并" in told(row)[2]


def test_lines_of_one_person_agree(force: Force) -> None:
    row = handed_in(
        force.security_admin,
        [
            line(force),
            line(force, name="何 雨桐", role="station_officer"),
            line(force, name="林默", unit=force.a2.code),
            line(force, last=TODAY + DAY),
        ],
    )
    found = told(row)
    assert list(found) == [4, 5]
    assert "第2行" in found[4] and "第2行" in found[5]


def test_duties_that_are_kept_apart_stay_apart(force: Force) -> None:
    held = appoint(person("330412", "林默"), "audit_admin", force.city)
    at_city = {"unit": force.city.code}
    later = TODAY + 40 * DAY
    row = handed_in(
        force.security_admin,
        [
            line(force, role="system_admin", **at_city),
            line(force, role="security_admin", **at_city),
            line(force, username="330412", name="林默", role="system_admin", **at_city),
            line(force, username="3304", role="system_admin", last=later, **at_city),
            line(
                force,
                username="3304",
                role="audit_admin",
                first=later + DAY,
                **at_city,
            ),
        ],
    )
    assert held.name == "林默"
    found = told(row)
    assert list(found) == [3, 4]
    assert all("兼任" in words for words in found.values())


def test_other_days_of_a_role_that_is_held_are_set_on_its_page(force: Force) -> None:
    appoint(person("330411", "何雨桐"), "station_chief", force.a1)
    row = handed_in(
        force.security_admin,
        [
            line(force, last=TODAY + 9 * DAY),
            line(force, first=TODAY + 9 * DAY),
        ],
    )
    assert list(told(row)) == [2, 3] and "账号页面" in told(row)[2]


def test_a_deputys_days_are_not_taken_for_the_post(force: Force) -> None:
    deputy = appoint(person("330411", "何雨桐"), "station_officer", force.a1)
    name_deputy(
        by=force.chief_a1,
        station=force.a1,
        deputy=deputy,
        during=(TODAY, TODAY + 5 * DAY),
        today=TODAY,
    )
    first = TODAY + 5 * DAY
    applied(handed_in(force.security_admin, [line(force, first=first)]))
    rows = Membership.objects.filter(user=deputy, role="station_chief")
    assert rows.filter(acting=False).get().during.lower == first


def test_a_formula_is_refused_by_name(force: Force) -> None:
    made = Workbook()
    sheet: Any = made.active
    sheet.append(list(HEADS))
    cells = line(force)
    cells[1] = '=CONCATENATE("何","雨桐")'
    sheet.append(cells)
    stream = io.BytesIO()
    made.save(stream)
    row = handed_over(force.security_admin, stream.getvalue(), "a.xlsx")
    assert "公式" in told(row)[2]


def test_one_wrong_row_of_many_and_nothing_is_written(force: Force) -> None:
    rows = [line(force, username=f"4{k:05}", name="新警") for k in range(300)]
    rows[123] = line(force, username="400123", name="新警", unit="0")
    row = handed_in(force.security_admin, rows)
    assert row.counts == {"accounts": {"new": 299, "bad": 1}}
    assert list(wrong(row)) == [125] and not row.can_apply
    assert not User.objects.filter(username__startswith="4000").exists()
