"""One owner per data folder: a lock that the kernel drops when its holder dies."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from types import TracebackType

from config.supervisor.errors import AlreadyRunning


class Lock:
    """`var/up.lock`, held for the life of the process; says who holds it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self, holder: str) -> bool:
        """Take the lock and leave a note; False when somebody else has it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        note = json.dumps({"pid": os.getpid(), "holder": holder})
        os.ftruncate(handle, 0)
        os.pwrite(handle, note.encode(), 0)
        return True

    def holder(self) -> str:
        """What the present holder wrote."""
        try:
            note = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return "?"
        return f"{note['holder']} (pid {note['pid']})"

    def take_or_refuse(self, holder: str) -> None:
        """Take the lock or say who has it."""
        if not self.take(holder):
            who = self.holder()
            raise AlreadyRunning(
                f"Yipan is already running from this folder: {who}",
                f"本目录的 Yipan 已在运行：{who}",
            )

    def release(self) -> None:
        """Give it back (the file stays: removing it would race)."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Lock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
