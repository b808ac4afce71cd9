"""Match the officers and posts of a file; needs neither account nor database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from desk.files.problems import UnusableError
from personnel import refusals
from personnel.matching.answer import answer, reasons
from personnel.matching.explaining import explained
from personnel.matching.findings import Matching
from personnel.matching.reading import read_market
from personnel.matching.solve import matched

UNSTABLE = {
    "none_exists": gettext_noop(
        "It is proved that with these couples no stable matching exists. The one"
        " printed has %(count)s blocking pairs."
    ),
    "none_found": gettext_noop(
        "No stable matching was found, and it is not proved that there is none. The"
        " one printed has %(count)s blocking pairs."
    ),
}


class Command(BaseCommand):
    """Exit 0: matched, what is to be noted on stderr; 2: the file cannot be used."""

    help = "Match the officers and posts of a .json file; prints JSON."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The contract's arguments, and --explain."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print it on one line")
        parser.add_argument("--explain", action="store_true", help="add the reasons")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, match, print."""
        try:
            market = read_market(options["file"])
        except UnusableError as unusable:
            lines = [_("This file cannot be used:")]
            lines += [refusals.line(problem) for problem in unusable.problems]
            raise CommandError("\n".join(lines), returncode=2) from None
        found = matched(market)
        told = answer(found)
        if options["explain"]:
            told |= reasons(found, explained(market, found))
        # ASCII only, so that no console encoding can spoil it.
        self.stdout.write(json.dumps(told, indent=None if options["json"] else 1))
        for note in _notes(found):
            self.stderr.write(note)


def _notes(found: Matching) -> Iterator[str]:
    """What the bare answer does not say."""
    if found.verdict in UNSTABLE:
        yield _(UNSTABLE[found.verdict]) % {"count": len(found.blocking)}
    for missed in found.missed:
        shown = {"group": missed.group, "filled": missed.filled, "least": missed.least}
        yield _("Group “%(group)s” has %(filled)s officers, not %(least)s.") % shown
