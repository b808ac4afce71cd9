"""The product's own processes, and what to do when one of them ends."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from config import places
from config.supervisor.program import Child, Program, stop_all, trim

Say = Callable[[str], None]
STOP_SECONDS = 1.8
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
SERVER_PAUSE = 2.0
"""Of the servers, without which nobody else can do anything."""
SETTLED_SECONDS = 60.0
QUEUES = "interactive,bulk,import"


def program(
    name: str,
    role: str,
    *argv: str,
    last: signal.Signals,
    given: Sequence[int] = (),
    tells: bool = False,
) -> Program:
    """One of the product's processes: this interpreter, this folder, its role."""
    log = places.var_dir() / "log" / f"{name}.log"
    env = {"YIPAN_ROLE": role, "PYTHONUNBUFFERED": "1"}
    return Program(
        name,
        [sys.executable, *argv],
        places.BASE_DIR,
        log,
        env=env,
        last=last,
        given=given,
        tells=tells,
    )


def web(port: int) -> Program:
    """Pages and live updates of one process alone, on a port of this machine."""
    argv = ("-m", "config.serving", "--port", str(port))
    return program("web", "web", *argv, last=signal.SIGTERM, tells=True)


def worker() -> Program:
    """Two processes that run the checks; SIGQUIT ends it without waiting for tasks,
    which are acknowledged late and come back."""
    options = ("--pool", "prefork", "-c", "2", "-Q", QUEUES, "-l", "INFO")
    lonely = ("--without-gossip", "--without-mingle", "-n", "yipan@%h")
    argv = ("-m", "celery", "-A", "config", "worker", *options, *lonely)
    return program("worker", "worker", *argv, last=signal.SIGQUIT)


def dispatcher() -> Program:
    """The loop that hands out what changed."""
    return program("dispatcher", "worker", "manage.py", "dispatch", last=signal.SIGTERM)


def nightly() -> Program:
    """Backups and drills by the clock, as the owner of the tables."""
    return program("nightly", "owner", "manage.py", "nightly", last=signal.SIGTERM)


def archive() -> Program:
    """Fetches what changes on a server of one's own, as the owner of the tables."""
    return program(
        "archive", "owner", "manage.py", "archive_changes", last=signal.SIGTERM
    )


@dataclass
class Slot:
    """A process that has to be there, and its history of ending."""

    name: str
    start: Callable[[], Child]
    child: Child | None = None
    pause: float = FIRST_PAUSE
    longest: float = LONGEST_PAUSE
    again_at: float = 0.0

    def launch(self) -> Child:
        """Start it now."""
        self.child = self.start()
        return self.child

    def tend(self, say: Say) -> None:
        """Notice the end, and start it again after a growing pause."""
        if self.child is None:
            if time.monotonic() >= self.again_at:
                self.launch()
            return
        status = self.child.status()
        if status is None:
            trim(self.child.program.log)
            return
        if self.child.age() > SETTLED_SECONDS:
            self.pause = FIRST_PAUSE
        say(
            f"{self.name} ended ({describe(status)}), starting it again in "
            f"{self.pause:g} s / {self.name} 已退出，{self.pause:g} 秒后重启\n"
            f"{self.child.tail()}"
        )
        self.child.close()
        self.child = None
        self.again_at = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, self.longest)


def server(name: str, start: Callable[[], Child]) -> Slot:
    """PostgreSQL or Redis: back within seconds, however often it has ended."""
    return Slot(name, start, longest=SERVER_PAUSE)


@dataclass
class Fleet:
    """All processes of one start: servers first, the product's own after them."""

    say: Say
    servers: list[Slot] = field(default_factory=list)
    own: list[Slot] = field(default_factory=list)
    between: list[Child] = field(default_factory=list)
    """Those that come before an old one has left, and those that are leaving."""

    def tend(self) -> None:
        """One look at everybody."""
        for slot in (*self.servers, *self.own):
            try:
                slot.tend(self.say)
            except Exception as error:  # a failed restart is tried again
                self.say(f"{slot.name}: {error}")
                slot.again_at = time.monotonic() + slot.pause

    def stop(self) -> None:
        """Everybody in five seconds: those who write first, then the servers."""
        own = [slot.child for slot in self.own if slot.child]
        stop_all([*own, *self.between], STOP_SECONDS)
        stop_all([slot.child for slot in self.servers if slot.child], STOP_SECONDS)


def describe(status: int) -> str:
    """An exit status in words."""
    if status <= 128:
        return f"exit status {status}"
    try:
        return signal.Signals(status - 128).name
    except ValueError:
        return f"signal {status - 128}"
