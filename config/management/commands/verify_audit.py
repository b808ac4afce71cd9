"""`manage.py verify_audit`: is the audit trail what was sealed?"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from config.safety import auditing
from config.supervisor import services


class Command(BaseCommand):
    help = (
        "Read the whole audit trail against its seals, and those against the codes "
        "that were copied away. Exit code 1, with a sentence for each difference."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="CODE",
            help="a code that was written down; as often as wanted",
        )

    def handle(self, *_: Any, head: list[str], **__: Any) -> None:
        with services.running():
            try:
                report = auditing.read_all([*auditing.copied(), *head])
            except ValueError as error:
                raise CommandError(f"No code of a seal: {error}") from error
        for name, value in auditing.figures(report).items():
            self.stdout.write(f"{name}: {value}")
        for language in ("en", "zh-hans"):
            with translation.override(language):
                for problem in report.problems:
                    self.stderr.write(str(problem))
        if not report.good:
            sys.exit(1)
