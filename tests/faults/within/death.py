"""kill -9 of the web process after COMMIT and before anything that follows it."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any


def wait_for_it(path: str, role: str) -> None:
    """The next web process that commits while the file is there takes it and dies."""
    if role != "web":
        return
    from django.db.backends.base.base import BaseDatabaseWrapper

    usual = BaseDatabaseWrapper.commit

    def commit(self: Any) -> None:
        usual(self)
        try:
            Path(path).unlink()
        except FileNotFoundError:
            return
        os.kill(os.getpid(), signal.SIGKILL)

    BaseDatabaseWrapper.commit = commit
