"""`manage.py account …`: accounts and roles from the machine itself.

For the first day, when nobody can sign in yet, and for the night on which the only
security admin has lost everything. Whoever runs it owns the machine; the audit trail
says that nobody of the product did it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.supervisor import services as servers
from organization import services
from organization.models import Membership, Role, User
from organization.services.accounts import HELD_IN, Unit
from organization.services.passwords import give_password
from personnel.models import Officer
from personnel.services import link_account


class Command(BaseCommand):
    help = (
        "open USERNAME NAME: a new account, and a password for its first sign-in. "
        "password USERNAME: another such password. role USERNAME ROLE UNITCODE: let it "
        "hold a role from today on. end USERNAME ROLE UNITCODE: from today on no more. "
        "list: who holds what today."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        opening = acts.add_parser("open")
        opening.add_argument("username")
        opening.add_argument("name")
        opening.add_argument("--officer", default="", help="whose it is: police number")
        renewed = acts.add_parser("password")
        renewed.add_argument("username")
        renewed.add_argument("--reason", required=True)
        for act in ("role", "end"):
            held = acts.add_parser(act)
            held.add_argument("username")
            held.add_argument("role", choices=Role.values)
            held.add_argument("unit", help="code of the bureau, department or station")
            held.add_argument("--on", type=dt.date.fromisoformat, help="2026-12-01")
        acts.choices["role"].add_argument("--until", type=dt.date.fromisoformat)
        acts.choices["end"].add_argument("--reason", required=True)
        acts.add_parser("list")

    def handle(self, *_: Any, act: str, **given: Any) -> None:
        with servers.running():
            try:
                getattr(self, f"_{act}")(**given)
            except ValidationError as error:
                raise CommandError("; ".join(error.messages)) from error

    def _open(self, *, username: str, name: str, officer: str, **_: Any) -> None:
        whose = Officer.objects.filter(police_number=officer).first()
        if officer and whose is None:
            raise CommandError(f"{officer}: no such officer / 没有该警号")
        user = services.create_user(by=None, username=username, name=name)
        if whose is not None:
            link_account(by=None, officer=whose, user=user)
        self._password(username=username, reason="opened")

    def _password(self, *, username: str, reason: str, **_: Any) -> None:
        now = timezone.now()
        user = _user(username)
        word = give_password(by=None, user=user, reason=reason, now=now)
        self.stdout.write(f"For one sign-in / 仅限首次登录: {word}")

    def _role(
        self, *, username: str, role: str, unit: str, on: Any, until: Any, **_: Any
    ) -> None:
        during = (on or timezone.localdate(), until)
        found = _unit(role, unit)
        user = _user(username)
        services.grant_role(by=None, user=user, role=role, unit=found, during=during)
        self.stdout.write(f"{username}: {role}, {found}")

    def _end(
        self, *, username: str, role: str, unit: str, on: Any, reason: str, **_: Any
    ) -> None:
        today = timezone.localdate()
        held = Membership.objects.in_force(today).filter(
            user=_user(username), role=role
        )
        found = [row for row in held if row.unit.code == unit]
        if not found:
            raise CommandError(f"{username}: {role}, {unit}: not held / 未担任")
        row = services.end_role(
            by=None, membership=found[0], on=on or today, reason=reason
        )
        self.stdout.write(f"{username}: {role}, {unit}, {row.during.upper}")

    def _list(self, **_: Any) -> None:
        rows = Membership.objects.in_force(timezone.localdate())
        for row in rows.select_related("user").order_by("role", "user__username"):
            self.stdout.write(f"{row.role}\t{row.user.username}\t{row.unit.code}")


def _user(username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"{username}: no such account / 没有该账号")
    return user


def _unit(role: str, code: str) -> Unit:
    """The unit of that code in which the role may be held."""
    for kind in HELD_IN[role]:
        found: Unit | None = kind.objects.filter(code=code).first()
        if found is not None:
            return found
    kinds = ", ".join(kind.__name__ for kind in HELD_IN[role])
    raise CommandError(f"{code}: no such {kinds} / 没有该单位，或该角色不设在此类单位")
