"""Which passwords are taken, and the rules that one switch adds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils import timezone

from config import env
from organization.models import User
from organization.passwords import is_due
from tests.accounts.test_pages import url
from tests.accounts.test_sessions import HOME, entered, staff

__all__ = ["staff"]
GOOD = (
    *("three-blue-herons-7", "seven-red-kites-over-jin", "correct horse battery"),
    *(
        "长江大桥晨雾散去二十里地",
        "kqmz-7hfw-2xbn-9tvd-rj4p",
        "xiaoming likes tea at 4",
    ),
)
BAD = (
    *("short-one-7", "woaini1314520!", "qwertyuiop12", "Jingcha@2024!!"),
    *("13812345678ab", "aaaaaaaabbbb", "gongan110gongan", "P@ssw0rd123456"),
    *("Zhongguo2026!!", "123456789012", "1qaz2wsx3edc4", "110101199003071234"),
    *("abcdefghijkl", "paichusuo-2026", "zxcvbnmasdfghjkl", "5201314woaini"),
    *("wangjianjun-tea", "xx-police-0317-yy"),
)


def person() -> User:
    return User(username="police-0317", name="王建军")


@pytest.mark.parametrize("password", GOOD)
def test_words_that_have_nothing_in_common_are_taken(password: str) -> None:
    validate_password(password, person())


@pytest.mark.parametrize("password", BAD)
def test_what_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, person())


def test_a_house_may_keep_a_list_of_what_others_know(
    tmp_path: Path, monkeypatch: Any
) -> None:
    known = tmp_path / "known.txt"
    known.write_text("Three-Blue-Herons\n一二三四五六七八九十百千\n", "utf-8")
    validate_password("three-blue-herons", person())
    monkeypatch.setattr(settings, "PASSWORD_LIST", str(known))
    for word in ("three-BLUE-herons", "一二三四五六七八九十百千"):
        with pytest.raises(ValidationError):
            validate_password(word, person())
    validate_password("three-blue-heron", person())


def test_a_list_that_cannot_be_read_stops_the_start(monkeypatch: Any) -> None:
    monkeypatch.setenv("PASSWORD_LIST", "/nowhere/known.txt")
    with pytest.raises(ImproperlyConfigured, match="PASSWORD_LIST"):
        env.file("PASSWORD_LIST")


@pytest.mark.parametrize(
    ("password", "taken"),
    [("three-blue-herons", False), ("three-blue-herons-7", True)],
)
def test_kinds_of_signs_are_asked_for_behind_the_switch_alone(
    password: str, taken: bool, monkeypatch: Any
) -> None:
    validate_password(password, person())
    monkeypatch.setattr(settings, "PASSWORD_RULES", "mlps")
    if taken:
        validate_password(password, person())
    else:
        with pytest.raises(ValidationError):
            validate_password(password, person())


@pytest.mark.django_db
def test_it_grows_old_behind_the_switch_alone(staff: User, monkeypatch: Any) -> None:
    now = timezone.now()
    old = now - dt.timedelta(days=91)
    User.objects.filter(pk=staff.pk).update(password_set_at=old)
    assert entered(staff).get(HOME).status_code == 200
    monkeypatch.setattr(settings, "PASSWORD_RULES", "mlps")
    assert entered(staff).get(HOME)["Location"] == url("password")
    staff.refresh_from_db()
    assert is_due(staff, now) and not is_due(staff, old + dt.timedelta(days=89))
