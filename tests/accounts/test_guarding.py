"""Guessing passwords: five tries, for names that nobody has as well."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.utils import timezone

from organization.models import AuditEvent, SignInCount, User
from organization.services import create_user
from organization.services.guarding import (
    LOCK,
    account_key,
    address_key,
    begin_try,
    forget_tries,
    settle_try,
)
from organization.services.unlocking import lift_lock
from tests.conftest import DEAR
from tests.factories import person

SIGN_IN = "/sign-in/"
RIGHT = "three-blue-herons-7"


@pytest.fixture
def wang(db: None) -> User:
    return create_user(by=None, username="wang", name="王建军", password=RIGHT)


def knock(password: str, name: str = "wang", address: str = "10.1.2.3") -> Any:
    client = Client(REMOTE_ADDR=address, headers={"accept-language": "en"})
    return client.post(SIGN_IN, {"username": name, "password": password})


def text(answer: Any) -> str:
    return answer.content.decode()


def lock(name: str = "wang") -> None:
    for n in range(settings.SIGN_IN_TRIES):
        assert knock(f"wrong-{n}", name).status_code == 200


def test_five_failures_lock_the_name_for_a_quarter_of_an_hour(wang: User) -> None:
    lock()
    assert "Too many failed tries" in text(knock(RIGHT))
    assert "Too many failed tries" in text(knock(RIGHT, address="10.9.9.9"))
    SignInCount.objects.update(
        locked_until=timezone.now(), began_at=timezone.now() - LOCK
    )
    assert knock(RIGHT).status_code == 302


def test_a_lock_is_not_made_longer_by_knocking(wang: User) -> None:
    lock()
    until = SignInCount.objects.get(key=account_key("wang")).locked_until
    knock(RIGHT)
    knock("wrong")
    assert SignInCount.objects.get(key=account_key("wang")).locked_until == until


def test_a_right_password_forgets_the_failures(wang: User) -> None:
    for _round in range(3):
        for n in range(settings.SIGN_IN_TRIES - 1):
            knock(f"wrong-{n}")
        assert knock(RIGHT).status_code == 302
    place = SignInCount.objects.get(key=address_key("10.1.2.3"))
    assert place.tries == 3 * (settings.SIGN_IN_TRIES - 1)


def test_failures_of_long_ago_do_not_count(wang: User) -> None:
    for n in range(settings.SIGN_IN_TRIES - 1):
        knock(f"wrong-{n}")
    SignInCount.objects.update(began_at=timezone.now() - dt.timedelta(minutes=16))
    knock("wrong")
    assert knock(RIGHT).status_code == 302


@pytest.mark.django_db
def test_an_address_is_locked_by_itself(monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "SIGN_IN_ADDRESS_TRIES", 7)
    create_user(by=None, username="li", name="李志刚", password=RIGHT)
    for n in range(7):
        knock("wrong", f"nobody-{n}")
    assert "Too many failed tries" in text(knock(RIGHT, "li"))
    assert knock(RIGHT, "li", "10.1.2.4").status_code == 302


def test_right_ones_from_one_address_never_lock_it(
    wang: User, monkeypatch: Any
) -> None:
    monkeypatch.setattr(settings, "SIGN_IN_ADDRESS_TRIES", 3)
    assert [knock(RIGHT).status_code for _n in range(6)] == [302] * 6


def test_a_name_that_nobody_has_is_told_the_same(wang: User) -> None:
    blocked = create_user(by=None, username="gone", name="某", password=RIGHT)
    User.objects.filter(pk=blocked.pk).update(is_active=False)
    person("without")
    for _n in range(settings.SIGN_IN_TRIES + 1):
        names = ("wang", "nobody", "gone", "without")
        said = {
            text(knock("wrong-one", name)).replace(name, "NAME").split("<main")[1]
            for name in names
        }
        assert len({_plain(one) for one in said}) == 1
    assert "Too many" in said.pop()


def _plain(page: str) -> str:
    """Without what differs from form to form."""
    import re

    return re.sub(r'value="[^"]{40,}"', "", page)


@pytest.fixture
def dear(monkeypatch: Any) -> None:
    """Passwords are hashed as they are outside of tests."""
    for name, cost in DEAR.items():
        monkeypatch.setattr(Argon2PasswordHasher, name, cost)


def test_a_name_that_nobody_has_takes_as_long(
    dear: None, wang: User, monkeypatch: Any
) -> None:
    """Argon2 runs for it too; without that it would take a tenth."""
    monkeypatch.setattr(settings, "SIGN_IN_TRIES", 1000)
    monkeypatch.setattr(settings, "SIGN_IN_ADDRESS_TRIES", 1000)
    person("without")
    took: dict[str, list[float]] = {"wang": [], "nobody": [], "without": []}
    for _round in range(9):
        for name, seconds in took.items():
            begun = time.process_time()
            knock("wrong-one", name)
            seconds.append(time.process_time() - begun)
    middle = {name: statistics.median(some) for name, some in took.items()}
    assert max(middle.values()) < 1.5 * min(middle.values()), middle


def test_failures_and_locks_are_on_record(wang: User) -> None:
    lock()
    lock("my-password-in-the-wrong-field")
    acts = list(
        AuditEvent.objects.filter(subject_id=wang.pk)
        .exclude(action="account.create")
        .order_by("pk")
        .values_list("action", "address")
    )
    assert acts == [("account.sign_in_failed", "10.1.2.3")] * 5 + [
        ("account.locked", "10.1.2.3")
    ]
    assert AuditEvent.objects.filter(action="account.locked").count() == 2
    assert "wrong-field" not in str(list(AuditEvent.objects.values()))


def test_a_lock_is_lifted_with_a_reason(wang: User) -> None:
    admin, key, now = person("admin"), account_key("wang"), timezone.now()
    lock()
    with pytest.raises(ValidationError) as told:
        lift_lock(by=admin, key=key, reason=" ", now=now)
    assert set(told.value.message_dict) == {"reason"}
    lift_lock(by=admin, key=key, reason="本人到场", now=timezone.now())
    assert knock(RIGHT).status_code == 302
    row = AuditEvent.objects.get(action="account.unblock_sign_in")
    assert (row.actor, row.subject_id, row.reason) == (admin, wang.pk, "本人到场")
    with pytest.raises(ValidationError):
        lift_lock(by=admin, key=key, reason="再来", now=timezone.now())


def test_old_counts_are_forgotten_and_locks_are_not(wang: User) -> None:
    lock()
    knock("wrong", "other", "10.1.2.9")
    later = timezone.now() + dt.timedelta(minutes=1)
    assert forget_tries(before=later) == 3
    assert SignInCount.objects.get().user == wang


def test_an_address_of_six_is_counted_by_its_network() -> None:
    one, other = address_key("2001:db8:1:2::1"), address_key("2001:db8:1:2:f::9")
    assert one == other != address_key("2001:db8:1:3::1")
    assert address_key(None) == "address:unknown"


def _guess(n: int) -> bool:
    """One of fifty that arrive at once; looking at a password takes a while."""
    try:
        now = timezone.now()
        made = begin_try(username="wang", address=f"10.1.{n}.1", now=now)
        if made is None:
            return False
        settle_try(made=made, right=False, now=timezone.now())
        return True
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_of_fifty_guesses_at_once_five_are_looked_at() -> None:
    create_user(by=None, username="wang", name="王建军", password=RIGHT)
    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(_guess, range(50))) == settings.SIGN_IN_TRIES


def _loose(n: int) -> bool:
    """The control: looked whether it is locked, and counted afterwards."""
    try:
        now = timezone.now()
        row = SignInCount.objects.filter(key="loose").first()
        if row is not None and row.tries >= settings.SIGN_IN_TRIES:
            return False
        SignInCount.objects.get_or_create(
            key="loose", defaults={"began_at": now, "tries": 0}
        )
        from django.db.models import F

        SignInCount.objects.filter(key="loose").update(tries=F("tries") + 1)
        return True
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_counted_afterwards_more_than_five_would_be() -> None:
    found = []
    for _round in range(5):
        SignInCount.objects.all().delete()
        with ThreadPoolExecutor(16) as pool:
            found.append(sum(pool.map(_loose, range(50))))
    assert max(found) > settings.SIGN_IN_TRIES
