"""`manage.py demo` fills an empty database with a made-up force, once."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.demo.accounts import personas
from coordination.demo.load import load


class Command(BaseCommand):
    help = (
        "Load a made-up city bureau with a year of tasking. Running it again is safe."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--personas",
            action="store_true",
            help="print the accounts to enter as, as JSON and nothing else",
        )
        parser.add_argument(
            "--now",
            type=dt.datetime.fromisoformat,
            help="pretend that it is this local time while the year is laid",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["personas"]
        say = _say_nothing if quiet else self.stdout.write
        given = options["now"]
        now = timezone.make_aware(given) if given else timezone.now()
        if not load(now=now, say=say):
            say(_("The demo force is already here; nothing was changed."))
        if quiet:
            self.stdout.write(json.dumps(personas(), ensure_ascii=False, indent=1))


def _say_nothing(line: str) -> None:
    """Standard output is for the JSON alone."""
