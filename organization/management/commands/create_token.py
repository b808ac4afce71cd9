"""`manage.py create_token USERNAME` prints a new API token, and nothing else."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from organization.models import User
from organization.services import issue_token


class Command(BaseCommand):
    help = "Print a new API token for an account. It is shown this once only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(
                _("There is no user “%(name)s”.") % {"name": options["username"]}
            )
        try:
            token = issue_token(by=None, user=user)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(token)
