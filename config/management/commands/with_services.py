"""Run one command with the database and Redis at hand."""

from __future__ import annotations

import subprocess
import sys
from argparse import REMAINDER, ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config.supervisor import services
from config.supervisor.errors import StartError


class Command(BaseCommand):
    help = (
        "with_services -- COMMAND…: start the embedded servers (or use those already "
        "running from this folder), run COMMAND, stop them again. A command that "
        "starts with a manage.py name may leave out the interpreter."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("command", nargs=REMAINDER)

    def handle(self, *_: Any, command: list[str], **__: Any) -> None:
        argv = command[1:] if command[:1] == ["--"] else command
        if not argv:
            self.print_help("manage.py", "with_services")
            sys.exit(2)
        if argv[0] == "manage.py":
            argv = [sys.executable, *argv]
        try:
            with services.running():
                status = subprocess.call(argv)  # noqa: S603 - the user's own command
        except StartError as error:
            self.stderr.write(str(error))
            sys.exit(1)
        sys.exit(status)
