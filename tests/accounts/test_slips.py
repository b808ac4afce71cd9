"""First passwords of accounts that a file opened: shown once, kept as hashes."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core import serializers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk.models import Job
from organization.models import AuditEvent, User
from organization.services import set_active
from organization.services.passwords import give_password
from personnel.models import Import, ImportLine
from tests.accounts.files import applied, handed_in, line
from tests.accounts.test_sessions import HOME
from tests.factories import Force, person
from tests.pages.composing import words
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
NEW = "seven-red-kites-over-jin"
WORD = re.compile(r"<code>([a-z2-9]{4}(?:-[a-z2-9]{4}){4})</code>")


def url(row: Import) -> str:
    return reverse("opening:slips", args=[row.pk])


def opened(force: Force, n: int = 3) -> Import:
    """So many accounts, and one role more for somebody who has one."""
    person("330400", "旧人")
    rows = [line(force, username="330400", name="旧人", role="station_officer")]
    rows += [line(force, username=f"33{k:04}", name=f"新警{k}") for k in range(n)]
    return applied(handed_in(force.security_admin, rows))


def taken(force: Force, row: Import, part: int = 1) -> tuple[Any, list[str]]:
    answer = client(force.security_admin).post(url(row), {"part": str(part)})
    return answer, WORD.findall(answer.content.decode())


def test_a_slip_lets_in_once_and_asks_for_an_own_password(force: Force) -> None:
    row = opened(force)
    answer, made = taken(force, row)
    assert answer.status_code == 200 and len(set(made)) == 3
    assert "no-store" in answer["Cache-Control"]
    page = words(answer)
    assert "新警0" in page and "旧人" not in page and "柳堰" in page
    own = Client()
    sent = {"username": "330000", "password": made[0]}
    assert own.post("/sign-in/", sent).status_code == 302
    password = reverse("desk:password")
    assert own.get(HOME)["Location"] == password
    own.post(password, {"old": made[0], "new": NEW, "again": NEW})
    assert own.get(reverse("desk:sessions")).status_code == 200
    events = AuditEvent.objects.filter(action="account.password_given")
    assert {event.actor for event in events} == {force.security_admin}
    assert events.count() == 3 and "新警账号.xlsx" in events[0].reason


def test_it_is_shown_this_once_and_lies_nowhere(
    force: Force, caplog: pytest.LogCaptureFixture
) -> None:
    row = opened(force)
    _answer, made = taken(force, row)
    kept = [
        *User.objects.all(),
        *AuditEvent.objects.all(),
        *Job.objects.all(),
        *Import.objects.all(),
        *ImportLine.objects.all(),
    ]
    text = serializers.serialize("json", kept)
    text += json.dumps([vars(record)["msg"] for record in caplog.records], default=str)
    again = client(force.security_admin).get(url(row)).content.decode()
    page = reverse("opening:import", args=[row.pk])
    again += client(force.security_admin).get(page).content.decode()
    assert not any(word in text or word in again for word in made)


def test_made_anew_the_unused_ones_are_void_and_the_used_stay(force: Force) -> None:
    row = opened(force)
    _answer, first = taken(force, row)
    own = Client()
    own.post("/sign-in/", {"username": "330001", "password": first[1]})
    _answer, second = taken(force, row)
    assert len(second) == 2, "who has signed in keeps what he has"
    for name, word, known in (
        ("330000", first[0], False),
        ("330000", second[0], True),
        ("330001", first[1], True),
        ("330002", first[2], False),
        ("330002", second[1], True),
    ):
        assert User.objects.get(username=name).check_password(word) is known


def test_nobody_blocked_or_with_a_password_of_his_own_is_given_one(
    force: Force,
) -> None:
    row = opened(force)
    users = {user.username: user for user in User.objects.filter(username__gte="33")}
    set_active(by=None, user=users["330000"], active=False)
    now = timezone.now()
    give_password(by=None, user=users["330001"], reason="电话", now=now)
    users["330002"].set_password(NEW)
    users["330002"].password_set_at = now
    users["330002"].save()
    _answer, made = taken(force, row)
    assert len(made) == 1, "one that another admin gave and nobody used is made anew"
    User.objects.filter(username="330001").update(last_login=now)
    nobody, made = taken(force, row)
    assert nobody.status_code == 422 and not made and "均已登录" in words(nobody)


def test_there_are_none_before_it_is_in_force(force: Force) -> None:
    row = handed_in(force.security_admin, [line(force)])
    page = words(client(force.security_admin).get(url(row)))
    assert "没有新开账号" in page
    answer, made = taken(force, row)
    assert answer.status_code == 422 and not made


def test_forty_five_are_three_sheets(force: Force) -> None:
    row = opened(force, 45)
    at = client(force.security_admin)
    page = at.get(url(row))
    sheets = [(part.first, part.last, part.waiting) for part in page.context["parts"]]
    assert sheets == [(1, 20, 20), (21, 40, 20), (41, 45, 5)]
    _answer, made = taken(force, row, 3)
    assert len(made) == 5
    after = [part.made for part in at.get(url(row)).context["parts"]]
    assert after == [0, 0, 5]
    for part in ("", "0", "-1", "4", "9" * 40, "1\0"):
        answer = at.post(url(row), {"part": part})
        assert answer.status_code == 422, part


def test_the_page_asks_as_often_for_a_thousand_as_for_ten(force: Force) -> None:
    asked = []
    for n in (10, 1000):
        row = applied(handed_in(force.security_admin, [line(force, username=f"m{n}")]))
        more = [f"{n}x{k}" for k in range(n)]
        User.objects.bulk_create(User(username=name, name="新警") for name in more)
        ImportLine.objects.bulk_create(
            ImportLine(of=row, sheet="accounts", number=k, subject=name, act="new")
            for k, name in enumerate(more, 3)
        )
        at = client(force.security_admin)
        with CaptureQueriesContext(connection) as done:
            assert at.get(url(row)).status_code == 200
        asked.append(len(done))
    assert asked[0] == asked[1] <= 15


def test_where_an_identity_service_lets_in_it_is_said(
    force: Force, settings: Any
) -> None:
    row = opened(force)
    assert "统一身份认证" not in words(client(force.security_admin).get(url(row)))
    settings.OIDC_ISSUER = "https://id.example/"
    assert "统一身份认证" in words(client(force.security_admin).get(url(row)))
    user = User.objects.get(username="330000")
    assert not user.has_usable_password() and user.password_set_at is None
