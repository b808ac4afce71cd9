"""The security admin's pages, and everybody's own: sessions and password."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organization.models import AccountSession, AuditEvent, SignInCount, User
from organization.services.guarding import account_key
from tests.accounts.test_sessions import HOME, RIGHT, entered, is_in, row_of, staff
from tests.factories import Force, person
from tests.pages.test_directives import client

__all__ = ["staff"]
pytestmark = pytest.mark.django_db
NEW = "seven-red-kites-over-jin"


def url(name: str, *args: object) -> str:
    return reverse(f"desk:{name}", args=args)


def text(answer: Any) -> str:
    return answer.content.decode()


def lock(user: User) -> None:
    for _n in range(settings.SIGN_IN_TRIES):
        Client(REMOTE_ADDR="10.1.2.3").post(
            "/sign-in/", {"username": user.username, "password": "wrong"}
        )


def test_who_is_locked_stands_first_and_is_let_in_again(
    force: Force, staff: User
) -> None:
    at = client(force.security_admin)
    lock(staff)
    page = text(at.get(url("accounts")))
    names = re.findall(r'data-yp-open href="/accounts/(\d+)/"', page)
    assert names[0] == str(staff.pk) and "已锁定" in page
    assert "解除锁定" in text(at.get(url("account", staff.pk)))
    refused = at.post(url("lift_account", staff.pk), {"reason": " "})
    assert refused.status_code == 422 and "此项必填。" in text(refused)
    assert SignInCount.objects.filter(key=account_key(staff.username)).exists()
    done = at.post(url("lift_account", staff.pk), {"reason": "本人来电"}, follow=True)
    assert "已解除锁定" in text(done)
    assert is_in(entered(staff))


def test_a_locked_address_is_let_in_again(
    force: Force, staff: User, monkeypatch: Any
) -> None:
    monkeypatch.setattr(settings, "SIGN_IN_ADDRESS_TRIES", 3)
    lock(staff)
    at = client(force.security_admin)
    assert "10.1.2.3" in text(at.get(url("accounts")))
    sent = {"key": "address:10.1.2.3", "reason": ""}
    assert at.post(url("lift_address"), sent).status_code == 422
    assert at.post(url("lift_address"), sent | {"reason": "已查明"}).status_code == 302
    row = AuditEvent.objects.get(action="address.unblock_sign_in")
    assert row.detail["address"] == "10.1.2.3"
    other = sent | {"key": account_key(staff.username), "reason": "绕过"}
    assert at.post(url("lift_address"), other).status_code == 422


def test_sessions_are_seen_and_ended_by_the_security_admin(
    force: Force, staff: User
) -> None:
    one, other = entered(staff, "10.1.2.3"), entered(staff, "10.1.2.4")
    at, page = client(force.security_admin), url("account", staff.pk)
    shown = text(at.get(page))
    assert "Chrome, Windows" in shown and "10.1.2.3" in shown and "10.1.2.4" in shown
    end = url("end_account_sessions", staff.pk)
    assert at.post(end, {"session": row_of(one).pk}).status_code == 422
    sent = {"session": row_of(one).pk, "reason": "电脑丢失"}
    assert at.post(end, sent).status_code == 302
    assert [is_in(one), is_in(other)] == [False, True]
    assert at.post(end, {"session": "", "reason": "离职"}).status_code == 302
    assert not is_in(other)
    assert at.post(end, {"reason": "再来"}).status_code == 422


def test_a_password_for_one_sign_in(force: Force, staff: User) -> None:
    at, before = client(force.security_admin), entered(staff)
    give = url("give_password", staff.pk)
    assert at.post(give, {"reason": ""}).status_code == 422
    answer = at.post(give, {"reason": "忘记密码"})
    assert "no-store" in answer["Cache-Control"]
    (word,) = re.findall(r'id="one-time" readonly value="([^"]+)"', text(answer))
    assert not is_in(before), "all sessions end"
    assert word not in text(at.get(url("account", staff.pk)))
    person_at = Client()
    sent = {"username": staff.username, "password": word}
    assert person_at.post("/sign-in/", sent).status_code == 302
    for page in (HOME, url("sessions"), reverse("coordination:compose")):
        assert person_at.get(page)["Location"] == url("password")
    assert person_at.get("/api/v1/directives/").status_code == 403
    assert person_at.post(reverse("coordination:read_inbox"))["Location"]
    changed = {"old": word, "new": NEW, "again": NEW}
    assert person_at.post(url("password"), changed).status_code == 302
    assert is_in(person_at)
    staff.refresh_from_db()
    assert staff.check_password(NEW) and not staff.password_once


def test_nobody_gives_himself_one_or_blocks_himself(force: Force) -> None:
    admin = force.security_admin
    at, sent = client(admin), {"reason": "自己"}
    for name in ("give_password", "block_account"):
        assert at.post(url(name, admin.pk), sent).status_code == 422
    assert "发一次性密码" not in text(at.get(url("account", admin.pk)))


def test_blocked_and_opened(force: Force, staff: User) -> None:
    at, there, block = (
        client(force.security_admin),
        entered(staff),
        url("block_account", staff.pk),
    )
    assert at.post(block, {"reason": "停职"}).status_code == 302
    assert not is_in(there)
    assert "已停用" in text(at.get(url("account", staff.pk)))
    assert at.post(block, {"reason": "复职", "active": "1"}).status_code == 302
    assert is_in(entered(staff))


def test_one_sees_and_ends_ones_own(staff: User, force: Force) -> None:
    one, other = entered(staff, "10.1.2.3"), entered(staff, "10.1.2.4")
    page = text(one.get(url("sessions")))
    assert "this browser" in page and "10.1.2.4" in page
    assert page.count("/end/") == 2, "the other one, and all others"
    end = url("end_session", row_of(other).pk)
    assert client(force.head).post(end).status_code == 404
    assert one.post(end).status_code == 302
    assert [is_in(one), is_in(other)] == [True, False]
    third = entered(staff, "10.1.2.5")
    third.post(url("end_other_sessions"))
    assert [is_in(one), is_in(third)] == [False, True]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"old": "not-this-one-at-all"}, "old"),
        ({"again": "another-one-than-before"}, "again"),
        ({"new": "zq-4-x", "again": "zq-4-x"}, "new"),
        ({"new": RIGHT, "again": RIGHT}, "new"),
        ({"new": "woaini1314520!", "again": "woaini1314520!"}, "new"),
        ({"new": "", "again": ""}, "new"),
    ],
)
def test_a_password_that_cannot_be(
    staff: User, changed: dict[str, str], field: str
) -> None:
    at = entered(staff)
    sent = {"old": RIGHT, "new": NEW, "again": NEW} | changed
    answer = at.post(url("password"), sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not any(value and value in text(answer) for value in sent.values())
    staff.refresh_from_db()
    assert staff.check_password(RIGHT)


def test_changing_it_ends_the_other_sessions_and_rotates_this_one(staff: User) -> None:
    one, other = entered(staff), entered(staff)
    before = row_of(one).digest
    sent = {"old": RIGHT, "new": NEW, "again": NEW}
    assert one.post(url("password"), sent).status_code == 302
    assert [is_in(one), is_in(other)] == [True, False]
    assert row_of(one).digest != before
    assert AccountSession.objects.filter(ended_why="password").count() == 1


def test_the_old_one_is_not_guessed_either(staff: User) -> None:
    at = entered(staff)
    sent = {"old": "wrong", "new": NEW, "again": NEW}
    for _n in range(settings.SIGN_IN_TRIES):
        at.post(url("password"), sent)
    answer = at.post(url("password"), sent | {"old": RIGHT})
    assert answer.status_code == 422 and "Too many" in text(answer)


def test_lists_ask_as_often_for_a_thousand_as_for_ten(
    force: Force, staff: User
) -> None:
    at = client(force.security_admin)
    pages = (url("accounts"), url("account", staff.pk))

    def asked() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as done:
                assert at.get(page).status_code == 200
            found.append(len(done))
        return found

    first = asked()
    now = timezone.now()
    User.objects.bulk_create(
        User(username=f"many-{n}", name=f"民警{n}") for n in range(1000)
    )
    AccountSession.objects.bulk_create(
        AccountSession(
            digest=f"many-{user.pk}",
            user=user,
            started_at=now,
            seen_at=now,
            expires_at=now + timezone.timedelta(hours=1),
        )
        for user in User.objects.filter(username__startswith="many-")
    )
    assert asked() == first and max(first) <= 15


def test_accounts_are_found_by_name(force: Force) -> None:
    person("chenxm", "陈晓明")
    at = client(force.security_admin)
    found = text(at.get(url("accounts"), {"q": "晓明"}))
    assert "chenxm" in found and force.staff.username not in found.split("<tbody>")[1]
    assert "没有这个账号" in text(at.get(url("accounts"), {"q": "无此人\0"}))
