"""`manage.py nightly`: the process that makes backups and drills by itself."""

from __future__ import annotations

import contextlib
from typing import Any

from django.core.management.base import BaseCommand

from config.safety import nightly


class Command(BaseCommand):
    help = (
        "Make a backup every night at NIGHTLY_AT, drill it three quarters of an hour "
        "later, and look every minute whether changes reach the archive; runs until "
        "it is stopped."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        with contextlib.suppress(KeyboardInterrupt):
            nightly.keep_on()
