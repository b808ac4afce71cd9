"""An empty site gets its first accounts from whoever runs the machine."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import nullcontext
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from config.management.commands import account
from organization.models import AuditEvent, Membership, User
from personnel.models import Officer
from tests.factories import Force, force

pytestmark = pytest.mark.django_db
WORD = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){4}")


@pytest.fixture(autouse=True)
def _served(monkeypatch: Any) -> None:
    """The servers of the tests are not those that a command would start."""
    monkeypatch.setattr(account.servers, "running", nullcontext)


@pytest.fixture
def made(db: None) -> Force:
    return force()


def run(*argv: str) -> str:
    out = StringIO()
    call_command("account", *argv, stdout=out)
    return out.getvalue()


def test_from_nothing_to_a_security_admin_who_signs_in(made: Force) -> None:
    word = WORD.search(run("open", "first.admin", "李安全"))[0]
    run("role", "first.admin", "security_admin", made.city.code)
    user = User.objects.get(username="first.admin")
    assert user.password_once and word not in str(AuditEvent.objects.values_list())
    at = Client(REMOTE_ADDR="10.1.2.3")
    at.post("/sign-in/", {"username": "first.admin", "password": word})
    assert at.get("/accounts/").status_code == 302, "first a password of his own"
    acts = AuditEvent.objects.filter(subject_id=user.pk)
    named = {"account.create", "account.password_given", "role.grant"}
    assert named <= set(acts.values_list("action", flat=True))
    assert f"security_admin\tfirst.admin\t{made.city.code}" in run("list")


def test_nobody_gets_two_of_the_separated_duties(made: Force) -> None:
    with pytest.raises(CommandError):
        run("role", made.security_admin.username, "audit_admin", made.city.code)


def test_a_role_is_held_where_it_can_be_and_ends(made: Force) -> None:
    run(
        "open",
        "new.chief",
        "赵所长",
        "--officer",
        Officer.objects.first().police_number,
    )
    station = Membership.objects.filter(role="station_chief").first().unit
    with pytest.raises(CommandError, match="no such Station"):
        run("role", "new.chief", "station_chief", made.city.code)
    begin = timezone.localdate() - dt.timedelta(days=3)
    run("role", "new.chief", "station_chief", station.code, "--on", begin.isoformat())
    run("end", "new.chief", "station_chief", station.code, "--reason", "调离")
    assert "new.chief" not in run("list")
    with pytest.raises(CommandError, match="not held"):
        run("end", "new.chief", "station_chief", station.code, "--reason", "调离")


def test_who_lost_everything_gets_another_password(made: Force) -> None:
    said = run("password", made.security_admin.username, "--reason", "密钥丢失")
    assert WORD.search(said)
    made.security_admin.refresh_from_db()
    assert made.security_admin.password_once


@pytest.mark.parametrize(
    "argv",
    [
        ("open", "a", "b"),
        ("open", "someone", "某人", "--officer", "999999"),
        ("password", "nobody.here", "--reason", "x"),
        ("role", "nobody.here", "leader", "1"),
    ],
)
def test_what_cannot_be_is_told(made: Force, argv: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(*argv)
