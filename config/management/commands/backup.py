"""`manage.py backup`: a verified copy of everything, or an exit code that says none."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config.safety import runs, shelf
from config.safety.taking import WAYS
from config.supervisor import services
from config.supervisor.errors import StartError


class Command(BaseCommand):
    help = (
        "Copy the database and the attachments into the folder of backups, open the "
        "copy in a server of its own, and keep it only if it holds what was saved."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--kind",
            choices=sorted(WAYS),
            default="",
            help="base: the server's files, which changes can be added to; dump: one "
            "database (default: base where the login may copy the server)",
        )
        parser.add_argument(
            "--another-server",
            action="store_true",
            help="this server continues the one whose backups are there",
        )
        parser.add_argument("--list", action="store_true", help="what there is")

    def handle(
        self, *_: Any, kind: str, list: bool, another_server: bool, **__: Any
    ) -> None:
        if list:
            for backup in shelf.finished():
                size = shelf.mb(backup.manifest().bytes)
                self.stdout.write(f"{backup.name}  {size} MB")
            return
        try:
            with services.running():
                backup = runs.back_up(self.stdout.write, kind, another=another_server)
        except StartError as error:
            self.stderr.write(str(error))
            sys.exit(1)
        size = shelf.mb(backup.manifest().bytes)
        self.stdout.write(f"Verified / 已核验：{backup.folder} ({size} MB)")
