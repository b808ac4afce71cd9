"""`manage.py restore_drill`: restore the newest backup where nobody works, and look."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config.safety import runs
from config.supervisor import services
from config.supervisor.errors import StartError


class Command(BaseCommand):
    help = (
        "Restore a backup into a server of its own; compare every table, the sums of "
        "money and the audit trail with what was saved; check stations anew; do it "
        "again with all later changes; remove it. Exit code 1 when anything differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", nargs="?", default="latest")
        parser.add_argument(
            "--sample", type=int, default=runs.SAMPLE, help="stations checked anew"
        )

    def handle(self, *_: Any, backup: str, sample: int, **__: Any) -> None:
        try:
            with services.running():
                facts = runs.drill(self.stdout.write, backup, sample)
        except StartError as error:
            self.stderr.write(str(error))
            sys.exit(1)
        for name, value in facts.items():
            self.stdout.write(f"{name}: {value}")
