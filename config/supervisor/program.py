"""One child process: its guard, its log file and how to stop it."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.supervisor.account import Account

GUARD = Path(__file__).with_name("guard.py")
LOG_BYTES = 10 * 1024 * 1024
OURS = 0o600  # of a log: for whoever started it, nobody else on the machine
TAIL_LINES = 12
KILLED_AFTER = 0.7
KEPT: list[int] = []
"""Descriptors that every guard keeps open: the lock that says "not all gone yet"."""


@dataclass(frozen=True)
class Program:
    """What to run and how to end it."""

    name: str
    argv: Sequence[str]
    cwd: Path
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    stop: signal.Signals = signal.SIGTERM
    last: signal.Signals = signal.SIGTERM
    """The signal sent when the supervisor has died, one second before SIGKILL."""
    given: Sequence[int] = ()
    """Descriptors it finds open under the same numbers."""
    tells: bool = False
    """It takes `--ready N` and writes a byte to that descriptor once it serves."""


class Child:
    """A running program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.started = time.monotonic()
        rotate(program.log)
        reader, self._pipe = os.pipe()
        self._told, telling = os.pipe() if program.tells else (-1, -1)
        try:
            self._guard = self._spawn(reader, telling)
        except BaseException:
            self.close()
            raise
        finally:
            os.close(reader)
            if telling >= 0:
                os.close(telling)

    def _spawn(self, reader: int, telling: int) -> subprocess.Popen[bytes]:
        program = self.program
        argv, given = [*program.argv], [*program.given]
        if telling >= 0:
            argv += ["--ready", str(telling)]
            given.append(telling)
        uid, gid = program.account.ids() if program.account else (-1, -1)
        numbers = (reader, int(program.last), uid, gid, len(KEPT), *KEPT)
        guard = [sys.executable, "-I", "-S", str(GUARD), *map(str, numbers)]
        with program.log.open("ab") as log:
            os.fchmod(log.fileno(), OURS)
            return subprocess.Popen(  # noqa: S603 - our own commands
                [*guard, str(program.cwd), *argv],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **program.env},
                cwd="/",
                pass_fds=(reader, *given, *KEPT),
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Process id of the guard."""
        return self._guard.pid

    def status(self) -> int | None:
        """None while it runs, else its exit status (128 + signal when killed)."""
        return self._guard.poll()

    def ready(self) -> bool:
        """Has it said that it serves? One that says nothing of it is taken to."""
        if self._told < 0:
            return True
        readable, _, _ = select.select([self._told], [], [], 0)
        if not readable or not os.read(self._told, 1):
            return False
        os.close(self._told)
        self._told = -1
        return True

    def age(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def signal(self, number: signal.Signals) -> None:
        """Pass a signal to the program itself."""
        with contextlib.suppress(OSError):
            os.write(self._pipe, bytes([number]))

    def wait(self, seconds: float) -> bool:
        """True when it ended in time."""
        try:
            self._guard.wait(max(seconds, 0.0))
        except subprocess.TimeoutExpired:
            return False
        return True

    def close(self) -> None:
        """Let go: whatever still runs is ended by the guard."""
        for handle in (self._pipe, self._told):
            if handle >= 0:
                os.close(handle)
        self._pipe = self._told = -1

    def tail(self) -> str:
        """The last lines of its log."""
        return tail(self.program.log)


def stop_all(children: Sequence[Child], seconds: float) -> None:
    """Ask all of them to end, insist when the time is over, kill at the last."""
    for child in children:
        child.signal(child.program.stop)
    deadline = time.monotonic() + seconds
    slow = [each for each in children if not each.wait(deadline - time.monotonic())]
    for child in slow:
        child.signal(child.program.last)
    deadline = time.monotonic() + KILLED_AFTER
    stuck = [each for each in slow if not each.wait(deadline - time.monotonic())]
    for child in stuck:
        child.signal(signal.SIGKILL)
    for child in children:
        child.wait(1.0)
        child.close()


def rotate(log: Path, limit: int = LOG_BYTES) -> None:
    """Keep a log file and one older one, each of limited size."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > limit:
        log.replace(log.with_name(log.name + ".1"))


def trim(log: Path, limit: int = LOG_BYTES) -> None:
    """The same for a file that a process is writing to (opened for appending)."""
    if not log.exists() or log.stat().st_size <= limit:
        return
    older = log.with_name(log.name + ".1")
    older.touch(OURS)
    older.write_bytes(log.read_bytes())
    os.truncate(log, 0)


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a log file, indented."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(log.stat().st_size - 8192, 0))
            text = stream.read().decode(errors="replace")
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])
