"""Whose account it is is told what becomes of it, and of sign-ins that are odd."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from desk.letters import kind_of, letter
from desk.models import InboxItem
from organization.identity import acting_from
from organization.models import AuditEvent, Factor, User
from organization.services.certifying import bind_certificate, revoke_certificate
from organization.services.factors import remove_factor, renew_codes
from organization.services.guarding import begin_try, settle_try
from organization.services.passwords import change_password, give_password
from organization.services.resetting import answer_reset, ask_reset
from organization.services.watching import KNOWN, odd_about
from tests.accounts.test_factors import tokened
from tests.accounts.test_sessions import RIGHT, entered, staff
from tests.factories import Force, appoint, person
from tests.pages.composing import words

__all__ = ["staff"]
pytestmark = pytest.mark.django_db
OTHER = "seven-red-kites-over-jin"


def kinds(user: User) -> list[str]:
    rows = InboxItem.objects.filter(recipient=user, kind__startswith="account_")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def told(user: User) -> str:
    """The latest one, as it reads in Chinese."""
    with translation.override("zh-hans"):
        return letter(InboxItem.objects.filter(recipient=user).latest("pk"), {}).text


def failed(user: User, times: int) -> None:
    for _n in range(times):
        made = begin_try(username=user.username, address="10.9.9.9", now=timezone.now())
        assert made is not None
        settle_try(made=made, right=False, now=timezone.now())


def test_a_place_one_never_came_from_is_told(staff: User) -> None:
    entered(staff, "10.1.2.3")
    assert kinds(staff) == [], "of the first time there is nothing to compare with"
    entered(staff, "10.1.2.77")
    assert kinds(staff) == [], "another number in the same network"
    at = entered(staff, "10.1.3.3")
    assert kinds(staff) == ["account_place"]
    assert "从10.1.3.3登录" in told(staff)
    item = InboxItem.objects.get(recipient=staff, kind="account_place")
    assert item.url == reverse("desk:sessions")
    shown = at.get("/inbox/", headers={"accept-language": "zh-hans"})
    assert "从10.1.3.3登录" in words(shown)
    entered(staff, "10.1.3.4")
    entered(staff, "10.1.2.3")
    assert kinds(staff) == ["account_place"], "both are known now"


def test_a_place_of_six_is_known_by_its_network(staff: User) -> None:
    entered(staff, "2001:db8:1:2::1")
    entered(staff, "2001:db8:1:2:ffff::9")
    assert kinds(staff) == []
    entered(staff, "2001:db8:1:3::1")
    assert kinds(staff) == ["account_place"]


def test_after_ninety_days_a_place_is_not_known_any_more(staff: User) -> None:
    now = timezone.now()
    for ago, address in (
        (KNOWN + dt.timedelta(days=1), "10.1.2.3"),
        (KNOWN / 2, "::1"),
    ):
        AuditEvent(
            at=now - ago,
            actor=staff,
            actor_name=staff.name,
            action="account.sign_in",
            subject_type="organization.user",
            subject_id=staff.pk,
            address=address,
        ).save(force_insert=True)
    assert odd_about(user=staff, address="10.1.2.3", now=now) == {"place": "10.1.2.3"}
    assert odd_about(user=staff, address="::1", now=now) == {}


def test_tries_that_failed_before_are_told_once_one_is_in(staff: User) -> None:
    entered(staff)
    failed(staff, 2)
    entered(staff)
    assert kinds(staff) == [], "a slip of the hand"
    failed(staff, 3)
    entered(staff)
    assert kinds(staff) == ["account_failed"]
    assert "上次登录前有3次登录失败" in told(staff)
    entered(staff)
    assert kinds(staff) == ["account_failed"]


def test_both_are_two_letters(staff: User) -> None:
    entered(staff)
    failed(staff, 4)
    entered(staff, "10.8.0.1")
    assert kinds(staff) == ["account_place", "account_failed"]
    rows = InboxItem.objects.filter(recipient=staff)
    assert rows.values("matter").distinct().count() == 2


def test_one_more_statement_lets_somebody_in(staff: User) -> None:
    """However often he has been there."""
    counts = []
    for times in (2, 30):
        for _n in range(times):
            AuditEvent(
                at=timezone.now(),
                action="account.sign_in",
                subject_type="organization.user",
                subject_id=staff.pk,
                address="10.1.2.3",
            ).save(force_insert=True)
        with CaptureQueriesContext(connection) as done:
            odd_about(user=staff, address="10.1.2.4", now=timezone.now())
        counts.append(len(done))
    assert counts == [1, 1]


def test_what_is_done_to_the_account_is_told(staff: User, force: Force) -> None:
    now = timezone.now()
    tokened(staff)
    renew_codes(by=staff, now=now)
    remove_factor(by=staff, factor=Factor.objects.get(user=staff), now=now)
    change_password(by=staff, password=OTHER, keep=None, now=now)
    row = bind_certificate(by=staff, fingerprint="ab" * 32, name="数字证书", now=now)
    revoke_certificate(by=force.security_admin, certificate=row, now=now)
    give_password(by=force.security_admin, user=staff, reason="遗失", now=now)
    assert kinds(staff) == [
        "account_factor_new",
        "account_codes",
        "account_factor_gone",
        "account_password",
        "account_certificate_new",
        "account_certificate_gone",
        "account_given",
    ]
    with translation.override("zh-hans"):
        said = [letter(i, {}) for i in InboxItem.objects.filter(recipient=staff)]
    assert force.security_admin.name in said[0].text and said[0].reason == "遗失"
    assert "“数字证书”已吊销" in said[1].text
    assert "添加了第二重验证“令牌”" in said[-1].text
    assert all(kind_of(kind).binding for kind in kinds(staff)), "nobody switches it off"
    assert not kinds(force.security_admin)


def test_factors_taken_away_by_two_are_told(staff: User, force: Force) -> None:
    other = appoint(person("other_admin"), "security_admin", force.city)
    now = timezone.now()
    for confirmed in (False, True):
        tokened(staff)
        row = ask_reset(by=force.security_admin, user=staff, reason="丢失", now=now)
        answer_reset(by=other, reset=row, confirmed=confirmed, now=now)
        Factor.objects.filter(user=staff).delete()
    gone = ["account_factor_new", "account_factor_new", "account_factors_reset"]
    assert kinds(staff) == gone


def test_the_first_password_of_all_is_no_news(force: Force) -> None:
    new, now = person("330411", "何雨桐"), timezone.now()
    new.set_unusable_password()
    new.save()
    for _n in range(2):
        give_password(by=force.security_admin, user=new, reason="新警", now=now)
    assert kinds(new) == []


def test_what_is_refused_is_not_told(staff: User) -> None:
    at = Client(REMOTE_ADDR="10.1.2.3")
    sent = {"username": staff.username, "password": RIGHT + "x"}
    assert at.post("/sign-in/", sent).status_code != 302
    assert kinds(staff) == []


def guessed(name: str, now: dt.datetime, address: str = "10.6.6.6") -> None:
    """So often that the name is locked."""
    for _n in range(settings.SIGN_IN_TRIES):
        made = begin_try(username=name, address=address, now=now)
        assert made is not None
        with acting_from(address):
            settle_try(made=made, right=False, now=now)


@pytest.mark.parametrize("name", ["staff", "nobody-of-ours"])
def test_a_lock_is_told_to_whoever_keeps_the_accounts(force: Force, name: str) -> None:
    """Also where there is nobody of the name, so that time tells nothing."""
    guessed(name, timezone.now())
    assert kinds(force.security_admin) == ["account_locked"]
    assert "10.6.6.6" in told(force.security_admin)
    assert kinds(force.staff) == kinds(force.system_admin) == []


def test_of_many_locks_they_hear_once_in_an_hour(force: Force) -> None:
    start = timezone.now().replace(minute=5)
    for n in range(4):
        guessed(f"name{n}", start + n * dt.timedelta(minutes=10))
    assert kinds(force.security_admin) == ["account_locked"]
    guessed("name9", start + dt.timedelta(hours=1))
    assert kinds(force.security_admin) == ["account_locked"] * 2
    rows = InboxItem.objects.filter(recipient=force.security_admin)
    assert rows.values("matter").distinct().count() == 1
