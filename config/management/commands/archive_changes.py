"""`manage.py archive_changes`: fetches what changes on a server of one's own."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand

from config.safety import streaming
from config.supervisor.errors import StartError


class Command(BaseCommand):
    help = (
        "With DATABASE_URL: lay every change of the database into the folder of "
        "backups, a file at least each archive_timeout of the server; runs until it "
        "is stopped. The login needs REPLICATION."
    )
    requires_system_checks = []

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            argv, env, account = streaming.receiver()
        except StartError as error:
            self.stderr.write(str(error))
            sys.exit(1)
        if not account.is_self:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
        os.execve(argv[0], argv, env)  # noqa: S606 - nothing of ours is left to do
