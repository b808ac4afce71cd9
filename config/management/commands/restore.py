"""`manage.py restore BACKUP`: what was saved comes back, as it was or until later."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.safety import opening, restoring, shelf
from config.supervisor import services
from config.supervisor.errors import StartError


class Command(BaseCommand):
    help = (
        "Restore a backup (its name, its folder, or 'latest') into the folder that "
        "the embedded PostgreSQL is started from. Yipan must not be running. Nothing "
        "is replaced unless --replace is given, and even then it is kept."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup")
        parser.add_argument(
            "--to",
            default="",
            metavar="TIME",
            help="with the changes since, until this moment (2026-11-30T14:05, local "
            "time) or 'latest'",
        )
        parser.add_argument(
            "--into", default="", metavar="NAME", help="another folder beside the usual"
        )
        parser.add_argument("--replace", action="store_true")
        parser.add_argument(
            "--apart",
            action="store_true",
            help="it is moved to another server afterwards (deploy/restore.sh)",
        )

    def handle(
        self,
        *_: Any,
        backup: str,
        to: str,
        into: str,
        replace: bool,
        apart: bool,
        **__: Any,
    ) -> None:
        try:
            until = opening.moment(to, timezone.get_current_timezone())
        except ValueError:
            raise CommandError(
                f"{to}: not a moment like 2026-11-30T14:05 / "
                "时间格式应如 2026-11-30T14:05"
            ) from None
        try:
            with services.lock() as held, shelf.alone():
                held.take_or_refuse("restore")
                target = restoring.restore(
                    shelf.find(backup),
                    self.stdout.write,
                    to=until,
                    into=into,
                    replace=replace,
                    apart=apart,
                )
        except StartError as error:
            self.stderr.write(str(error))
            sys.exit(1)
        self.stdout.write(f"Restored and verified / 已恢复并核验：{target}")
