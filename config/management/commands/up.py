"""Start the whole product on this machine."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import places
from config.supervisor import up, web


def port(text: str) -> int:
    """A port number an ordinary program can listen on."""
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ArgumentTypeError("a number from 1 to 65535 / 须为 1 至 65535 的整数")
    return int(text)


class Command(BaseCommand):
    help = (
        "Start the database, Redis, the web pages, the worker and the dispatcher, "
        "and keep them running until Ctrl-C."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=port, default=8000)
        parser.add_argument(
            "--host", default=web.HOST, help="the address to answer at, 127.0.0.1"
        )
        parser.add_argument(
            "--further",
            action="store_true",
            help="one more host of a site: pages and checks, with the DATABASE_URL, "
            "REDIS_URL and SECRET_KEY of the first one",
        )

    def handle(self, *_: Any, port: int, host: str, further: bool, **__: Any) -> None:
        if places.process_role() != "owner":
            raise CommandError("YIPAN_ROLE must not be set for this command.")
        sys.exit(up.run(up.Shape(port, host, further), self._say))

    def _say(self, text: str) -> None:
        try:
            self.stdout.write(text)
            self.stdout.flush()
        except OSError:  # nobody reads along any more
            pass
