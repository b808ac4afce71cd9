"""Match the officers and posts of a file; needs neither account nor database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from desk.files.problems import UnusableError
from personnel import refusals
from personnel.matching.answer import answer
from personnel.matching.reading import read_market
from personnel.matching.solve import matched


class Command(BaseCommand):
    """Exit 0: matched; 2: the file cannot be used."""

    help = "Match the officers and posts of a .json file; prints JSON."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The contract's arguments."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print it on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, match, print."""
        try:
            market = read_market(options["file"])
        except UnusableError as unusable:
            lines = [_("This file cannot be used:")]
            lines += [refusals.line(problem) for problem in unusable.problems]
            raise CommandError("\n".join(lines), returncode=2) from None
        found = matched(market)
        # ASCII only, so that no console encoding can spoil it.
        indent = None if options["json"] else 1
        self.stdout.write(json.dumps(answer(found), indent=indent))
