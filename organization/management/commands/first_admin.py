"""`manage.py first_admin USERNAME NAME [--bureau CODE]`: whoever lets in all others.

Opens the account of the first security admin and prints its password, which is good
until it is changed at the first sign-in. Refused once there is one: from then on
accounts are opened on the pages.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organization.models import Bureau, Membership, Role
from organization.services.accounts import grant_role
from organization.services.granting import open_account


class Command(BaseCommand):
    help = "Open the account of the first security admin; prints a one-time password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("name")
        parser.add_argument("--bureau", default="", help="code; else the topmost one")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(self._open(**options))
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error

    @transaction.atomic
    def _open(self, username: str, name: str, bureau: str, **_rest: Any) -> str:
        now = timezone.now()
        held = Membership.objects.in_force().filter(role=Role.SECURITY_ADMIN)
        there = held.filter(user__is_active=True).select_related("user").first()
        if there is not None:
            text = _("%(name)s is security admin already and opens accounts.")
            raise CommandError(text % {"name": there.user.username})
        user, word = open_account(
            by=None, username=username, name=name, reason="first_admin", now=now
        )
        grant_role(
            by=None,
            user=user,
            role=Role.SECURITY_ADMIN,
            unit=self._home(bureau),
            during=(timezone.localdate(now), None),
            reason="first_admin",
        )
        return word

    def _home(self, code: str) -> Bureau:
        rows = Bureau.objects.open()
        home = rows.filter(code=code) if code else rows.filter(parent=None)
        found: Bureau | None = home.order_by("code").first()
        if found is None:
            raise CommandError(_("There is no bureau yet: read in the force first."))
        return found
