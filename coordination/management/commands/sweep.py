"""`manage.py sweep [--verify]`: check every station again, or prove nothing is off."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from coordination.services.sweeping import sweep, verify


class Command(BaseCommand):
    help = "Check every station now; with --verify only compare and name differences."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--verify", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verify"]:
            self._verify()
            return
        changed = sweep(timezone.now(), self._progress)
        self.stdout.write(f"{changed} stations changed")

    def _progress(self, done: int, total: int) -> None:
        if done % 100 == 0 or done == total:
            self.stderr.write(f"{done} / {total}")

    def _verify(self) -> None:
        found = 0
        for difference in verify():
            found += 1
            self.stdout.write(
                f"{difference.station} {difference.what}:"
                f" stored {difference.stored}, computed {difference.computed}"
            )
        self.stdout.write(f"{found} differences")
        if found:
            raise SystemExit(1)
