"""One owner per data folder: locks that the kernel drops when their holders die.

Two files. `up.lock` is held by the owner alone; who does not get it is refused at once.
`children.lock` is inherited by every guard: after a `kill -9` of the owner the next
one waits there until the last process of the old run has gone, so that two servers
never write the same files.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from pathlib import Path
from types import TracebackType

from config.supervisor import program
from config.supervisor.errors import AlreadyRunning

LEFTOVER_SECONDS = 15.0


class Lock:
    """`var/up.lock`, held for the life of the process; says who holds it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handles: list[int] = []

    def take(self, holder: str) -> bool:
        """Take the lock and leave a note; False when somebody else has it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = _try(self.path)
        if handle is None:
            return False
        self._handles.append(handle)
        note = json.dumps({"pid": os.getpid(), "holder": holder})
        os.ftruncate(handle, 0)
        os.pwrite(handle, note.encode(), 0)
        self._wait_for_leftovers()
        return True

    def _wait_for_leftovers(self) -> None:
        path = self.path.with_name("children.lock")
        deadline = time.monotonic() + LEFTOVER_SECONDS
        while (handle := _try(path)) is None:
            if time.monotonic() > deadline:
                self.release()
                raise AlreadyRunning(
                    f"Processes of an earlier run still use {path.parent}.",
                    f"上次运行的进程仍在使用 {path.parent}。",
                )
            time.sleep(0.05)
        self._handles.append(handle)
        program.KEPT.append(handle)

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
        for handle in self._handles:
            if handle in program.KEPT:
                program.KEPT.remove(handle)
            os.close(handle)
        self._handles.clear()

    def __enter__(self) -> Lock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _try(path: Path) -> int | None:
    """The locked file's descriptor, or None when somebody else has it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle
