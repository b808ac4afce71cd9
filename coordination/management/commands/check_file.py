"""Check a file of stations and assignments; needs neither account nor database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from coordination.core.detect import detect
from coordination.files.answer import answer
from coordination.files.read import read_file
from coordination.files.template import template
from coordination.files.values import SHANGHAI
from coordination.trial.text import problem_line, table
from desk.files.problems import UnusableError


class Command(BaseCommand):
    """Exit 0: every station is feasible; 1: some is not or is unknown; 2: unusable."""

    help = "Check the stations of a .json, .xlsx or .assignments.csv file."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The contract's arguments."""
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument(
            "--template", type=Path, metavar="FILE.xlsx", help="write an empty table"
        )
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--now", help="ISO time; overrides the file's own")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, check, print; exits 1 unless every station is feasible."""
        if options["template"] is not None:
            self._template(options["template"])
            return
        if options["file"] is None:
            raise CommandError(_("Name a file, or --template."), returncode=2)
        today = datetime.now(SHANGHAI).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        try:
            found = read_file(options["file"], today=today, now=options["now"])
        except UnusableError as unusable:
            lines = [_("This file cannot be used:")]
            lines += [problem_line(problem) for problem in unusable.problems]
            raise CommandError("\n".join(lines), returncode=2) from None
        verdicts = [
            detect(facts, as_of=found.now, now=found.now) for facts in found.stations
        ]
        if options["json"]:
            # ASCII only, so that no console encoding can spoil it.
            self.stdout.write(json.dumps(answer(found.stations, verdicts)))
        else:
            self._print(table(found.stations, verdicts))
        if not all(verdict.feasible for verdict in verdicts):
            sys.exit(1)

    def _template(self, path: Path) -> None:
        """Write the table to fill in; what is there already stays."""
        if path.suffix.lower() != ".xlsx":
            raise CommandError(_("The template is named *.xlsx."), returncode=2)
        try:
            with path.open("xb") as file:
                file.write(template(datetime.now(SHANGHAI).date()))
        except FileExistsError:
            text = _("%(name)s is there already.") % {"name": path.name}
            raise CommandError(text, returncode=2) from None
        except OSError as wrong:
            raise CommandError(str(wrong.strerror), returncode=2) from None
        self._print(_("Written: %(name)s") % {"name": path.name})

    def _print(self, text: str) -> None:
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        self.stdout.write(text.encode(encoding, "replace").decode(encoding))
