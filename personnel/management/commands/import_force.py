"""`manage.py import_force FILE`: the force there is, on the first day."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from personnel.exchange import book, telling
from personnel.exchange.entries import BAD, CHANGED, NEW, SAME
from personnel.exchange.judging import Judged
from personnel.exchange.sheets import KINDS, SHEETS, FileKind
from personnel.services.entering import Refused
from personnel.services.import_at_once import import_at_once


class Command(BaseCommand):
    """Exit 0: in force, or would be; 1: rows are wrong; 2: the file cannot be used."""

    help = "Import bureaus, departments, stations, posts, officers and postings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument(
            "--template", type=Path, metavar="FILE.xlsx", help="write the empty table"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge, print, write."""
        if options["template"] is not None:
            self._template(options["template"])
            return
        file: Path | None = options["file"]
        if file is None:
            raise CommandError(_("Name a file, or --template."), returncode=2)
        try:
            judged = import_at_once(
                by=None,
                name=file.name,
                content=file.read_bytes(),
                today=timezone.localdate(),
                dry_run=options["dry_run"],
            )
        except OSError as wrong:
            raise CommandError(str(wrong.strerror), returncode=2) from None
        except ValidationError as error:
            raise CommandError("\n".join(error.messages), returncode=2) from None
        except Refused as refused:
            raise CommandError("\n".join(_faults(refused.judged))) from None
        self._tell(judged, written=not options["dry_run"])

    def _tell(self, judged: Judged, *, written: bool) -> None:
        for sheet, acts in judged.counts.items():
            told = {act: acts.get(act, 0) for act in (NEW, CHANGED, SAME, BAD)}
            text = _("%(new)s new, %(changed)s changed, %(same)s as before")
            wrong = _("%(bad)s wrong")
            self.stdout.write(f"{SHEETS[sheet].title}  {text % told}  {wrong % told}")
        if judged.bad:
            raise CommandError("\n".join(_faults(judged)), returncode=1)
        done = written and judged.asks
        self.stdout.write(_("In force.") if done else _("Nothing was written."))

    def _template(self, path: Path) -> None:
        try:
            with path.open("xb") as file:
                file.write(book.template(KINDS[FileKind.FORCE]))
        except FileExistsError:
            text = _("%(name)s is there already.") % {"name": path.name}
            raise CommandError(text, returncode=2) from None
        except OSError as wrong:
            raise CommandError(str(wrong.strerror), returncode=2) from None
        self.stdout.write(_("Written: %(name)s") % {"name": path.name})


def _faults(judged: Judged) -> Iterator[str]:
    """Sheet, row and reason of every line that is wrong."""
    for entry in judged.every:
        for column, words in telling.problems(entry):
            row = _("row %(row)s") % {"row": entry.number}
            place = [str(entry.sheet.title), row, column]
            yield f"{', '.join(part for part in place if part)}: {words}"
