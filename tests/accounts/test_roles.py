"""Accounts opened and roles given and ended by who keeps the accounts."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organization.models import AuditEvent, Membership, Role, User
from tests.accounts.test_sessions import HOME
from tests.factories import Force, appoint, person
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
NEW = "seven-red-kites-over-jin"
DAY = dt.timedelta(days=1)


def url(name: str, *args: object) -> str:
    return reverse(f"desk:{name}", args=args)


def text(answer: Any) -> str:
    return answer.content.decode()


def given(**other: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    usual = {"role": "station_chief", "unit": "", "first": today, "reason": "任所长"}
    return usual | other


def held(user: User) -> set[tuple[str, str]]:
    rows = Membership.objects.in_force().filter(user=user)
    return {(row.role, row.unit.code) for row in rows}


def one_time(answer: Any) -> str:
    (word,) = re.findall(r'id="one-time" readonly value="([^"]+)"', text(answer))
    return str(word)


def test_from_the_new_account_to_the_first_page(force: Force) -> None:
    at = client(force.security_admin)
    sent = {"username": "330411", "name": "何雨桐", "reason": "新任所长"}
    opened = at.post(url("new_account"), sent)
    word, row = one_time(opened), User.objects.get(username="330411")
    assert "no-store" in opened["Cache-Control"]
    assert "该账号没有角色" in text(opened) or "还没有角色" in text(opened)
    to = at.post(url("grant_role", row.pk), given(unit=force.a1.code), follow=True)
    assert "已授予" in text(to) and held(row) == {("station_chief", force.a1.code)}
    own = Client()
    own.post("/sign-in/", {"username": "330411", "password": word})
    assert own.get(HOME)["Location"] == url("password")
    own.post(url("password"), {"old": word, "new": NEW, "again": NEW})
    assert own.get(url("sessions")).status_code == 200
    for action in ("account.create", "account.password_given", "role.grant"):
        event = AuditEvent.objects.get(action=action, subject_id=row.pk)
        assert event.actor == force.security_admin
    assert event.reason == "任所长"


@pytest.mark.parametrize(
    ("sent", "beside"),
    [
        ({"username": "a b", "name": "何雨桐", "reason": "新任"}, "id_username"),
        ({"username": "330411", "name": "", "reason": "新任"}, "id_name"),
        ({"username": "330411", "name": "何雨桐", "reason": ""}, "id_reason"),
    ],
)
def test_what_is_missing_is_told_beside_it_and_nothing_is_opened(
    force: Force, sent: dict[str, str], beside: str
) -> None:
    before = User.objects.count()
    answer = client(force.security_admin).post(url("new_account"), sent)
    assert answer.status_code == 422 and User.objects.count() == before
    assert f'id="{beside}_error"' in text(answer)


def test_a_taken_name_is_told(force: Force) -> None:
    sent = {"username": force.staff.username, "name": "何雨桐", "reason": "新任"}
    answer = client(force.security_admin).post(url("new_account"), sent)
    assert answer.status_code == 422 and "已被使用" in text(answer)


def test_a_unit_is_meant_by_its_code_or_by_a_name_only_one_has(force: Force) -> None:
    at, row = client(force.security_admin), person("p330411")
    grant = url("grant_role", row.pk)
    assert at.post(grant, given(unit=force.a1.name)).status_code == 302
    for other, said in [
        (given(unit="没有这个所"), "没有"),
        (given(unit=""), "必填"),
        (given(unit=force.city.code), "不能在该类单位"),
        (given(unit=force.a2.code, reason=""), "必填"),
        (given(unit=force.a2.code, last="2020-01-01"), "早于"),
        (given(unit=force.a2.code, first=""), "必填"),
        (given(unit=force.a2.code, role="king"), "选择"),
    ]:
        answer = at.post(grant, other)
        assert answer.status_code == 422 and said in text(answer), (other, said)
    assert held(row) == {("station_chief", force.a1.code)}
    double = at.post(grant, given(unit=force.a1.code))
    assert double.status_code == 422, "held there already"


def test_nobody_gives_himself_anything(force: Force) -> None:
    at, me = client(force.security_admin), force.security_admin
    before = held(me)
    answer = at.post(url("grant_role", me.pk), given(unit=force.a1.code))
    assert answer.status_code == 422 and held(me) == before
    mine = Membership.objects.get(user=me)
    sent = {"on": (timezone.localdate() + DAY).isoformat(), "reason": "不再担任"}
    assert at.post(url("end_role", mine.pk), sent).status_code == 422
    assert "授予角色" not in text(at.get(url("account", me.pk)))


def test_the_three_duties_stay_apart(force: Force) -> None:
    at, row = client(force.security_admin), force.audit_admin
    sent = given(role="system_admin", unit=force.city.code)
    answer = at.post(url("grant_role", row.pk), sent)
    assert answer.status_code == 422 and "三员分立" in text(answer)


def test_a_role_ends_with_a_day_or_was_never_held(force: Force) -> None:
    at, row = client(force.security_admin), person("p330411")
    appoint(row, Role.STATION_OFFICER, force.a1)
    now = Membership.objects.get(user=row)
    today = timezone.localdate()
    end = url("end_role", now.pk)
    assert at.post(end, {"on": "", "reason": "调离"}).status_code == 422
    assert at.post(end, {"on": f"{today}", "reason": ""}).status_code == 422
    assert at.post(end, {"on": f"{today}", "reason": "调离"}).status_code == 302
    assert held(row) == set()
    coming = given(unit=force.a2.code, first=f"{today + 5 * DAY}")
    at.post(url("grant_role", row.pk), coming)
    later = Membership.objects.get(user=row, station=force.a2)
    assert "尚未开始" in text(at.get(url("account", row.pk)))
    sent = {"on": f"{today}", "reason": "填错了"}
    assert at.post(url("end_role", later.pk), sent).status_code == 302
    assert not Membership.objects.filter(pk=later.pk).exists()
    assert AuditEvent.objects.get(action="role.cancel").reason == "填错了"


def test_units_are_offered_while_a_name_is_typed(force: Force) -> None:
    at = client(force.security_admin)
    asked = {"role": "station_chief", "unit": force.a1.name[:2]}
    page = text(at.get(url("account_units"), asked))
    assert force.a1.code in page and force.public_order.code not in page
    assert text(at.get(url("account_units"), {"unit": ""})).strip() == ""
