"""`manage.py set_recall_minutes CODE MINUTES`: how long a bureau may recall a task."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from organization.models import Bureau
from organization.services import set_recall_minutes


class Command(BaseCommand):
    help = "Set how many minutes after its issue a task may be recalled; 0: never."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="of the bureau")
        parser.add_argument("minutes", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        bureau = Bureau.objects.filter(code=options["code"]).first()
        if bureau is None:
            raise CommandError(
                _("There is no bureau “%(code)s”.") % {"code": options["code"]}
            )
        try:
            set_recall_minutes(by=None, bureau=bureau, minutes=options["minutes"])
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
