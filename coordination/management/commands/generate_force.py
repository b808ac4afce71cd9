"""`manage.py generate_force`: a made-up force of any size, up to the whole country."""

from __future__ import annotations

import datetime as dt
import time
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.generating.build import MOST_OPEN
from coordination.generating.divisions import (
    COLUMNS,
    MOST_INVENTED,
    DivisionsError,
    Place,
    read,
)
from coordination.services.generating import generate


def number(least: int, most: int) -> Any:
    """A whole number of an option, between two bounds."""

    def read_number(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise ArgumentTypeError(
                f"a whole number from {least} to {most} / 须为 {least} 至 {most} 的整数"
            )
        return int(text)

    return read_number


class Command(BaseCommand):
    help = (
        "Fill an empty database with a made-up force of any size: the tree of bureaus, "
        "officers, leave, directives and what every station owes. The same seed, day "
        "and divisions give the same force. All of it is one transaction; every "
        "trigger and constraint stays in force."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--stations", type=number(1, MOST_INVENTED), required=True)
        add("--open", type=number(1, MOST_OPEN), required=True)
        add("--seed", type=number(0, 2**31), default=1)
        add("--officers", type=number(1, 10_000_000))
        add("--divisions", type=Path, help=f"CSV or CSV.gz: {', '.join(COLUMNS)}")
        add("--as-of", type=dt.date.fromisoformat)
        add("--append", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()

        def say(text: str) -> None:
            self.stderr.write(f"{time.monotonic() - begun:7.1f} s  {text}")

        try:
            made = generate(
                by=None,
                stations=options["stations"],
                open_=options["open"],
                seed=options["seed"],
                as_of=options["as_of"] or timezone.localdate(),
                officers=options["officers"],
                places=_places(options["divisions"]),
                append=options["append"],
                say=say,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        say(_("Gathering statistics for the planner"))
        with connection.cursor() as cursor:
            # The server would clean up after so many new rows by itself, in the first
            # hours of their use.
            clean = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
            cursor.execute(clean)
        self.stdout.write(
            _(
                "%(stations)s stations, %(officers)s officers, %(directives)s "
                "directives, %(assignments)s assignments. Every station is marked for "
                "a check."
            )
            % {
                "stations": f"{made.stations:,}",
                "officers": f"{made.officers:,}",
                "directives": f"{made.directives:,}",
                "assignments": f"{made.assignments:,}",
            }
        )


def _places(path: Path | None) -> list[Place] | None:
    if path is None:
        return None
    try:
        return read(path)
    except DivisionsError as error:
        text = _("Line %(line)s, %(column)s: not a row of a list of divisions.")
        raise CommandError(
            text % {"line": error.line, "column": error.column}
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(str(error)) from error
