"""The product's own processes under the supervisor's own care, on a test's database.

Web, worker and dispatcher are started by the same code as `manage.py up` starts them
and restarted by it when they end. Only Redis is the test's own: it is killed, frozen
and brought back by hand.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import cast

from config import places
from config.supervisor import account, fleet, redisserver, up
from config.supervisor.fleet import Fleet, Slot
from config.supervisor.program import Child, Program, stop_all
from tests.coordination.racing import until

REDIS = "redis-faults"
WITHIN = places.BASE_DIR / "tests" / "faults" / "within"


class Product:
    """Redis, and the processes that were asked for."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.fleet = Fleet(self.said.append)
        self.port = free_port()
        self.redis: Child | None = None
        self.extra: list[Child] = []
        self._over = threading.Event()
        self._caring = threading.Lock()  # whoever is let go is not started again
        self._care = threading.Thread(target=self._tend, daemon=True)

    # --- starting and stopping ------------------------------------------------------

    def start(self, *names: str) -> None:
        """Redis first, then some of web, worker, dispatcher; all of them by default."""
        self.start_redis()
        programs = (fleet.web(self.port), fleet.worker(), fleet.dispatcher())
        for program in programs:
            if not names or program.name in names:
                slot = Slot(program.name, starter(program))
                self.fleet.own.append(slot)
                slot.launch()
        for slot in self.fleet.own:
            if slot.name == "web" and slot.child:
                up.wait_for_web(slot.child, self.port)
        self._care.start()

    def add(self, program: Program, *, port: int = 0) -> Slot:
        """One more process under care; back when a web process can be reached."""
        slot = Slot(program.name, starter(program))
        child = slot.launch()
        self.fleet.own.append(slot)
        if port:
            up.wait_for_web(child, port)
        return slot

    def take_away(self, name: str) -> None:
        """End a process as a site does it, and leave it so: it has no care any more."""
        child = self._let_go(name)
        child.signal(child.program.stop)
        assert child.wait(30), f"{name} does not end"
        child.close()

    def lose(self, name: str) -> None:
        """kill -9, and nobody starts it again."""
        child = self._let_go(name)
        child.signal(signal.SIGKILL)
        assert child.wait(10)
        child.close()

    def _tend(self) -> None:
        while not self._over.wait(up.LOOK_SECONDS):
            with self._caring:
                self.fleet.tend()

    def _let_go(self, name: str) -> Child:
        slot = self.slot(name)
        child = until(lambda: slot.child)
        with self._caring:
            self.fleet.own.remove(slot)
        return cast(Child, child)

    def stop(self) -> None:
        self._over.set()
        if self._care.ident is not None:
            self._care.join(60)  # it may wait for a server that is starting
        if self.redis is not None:
            self.redis.signal(signal.SIGCONT)
        stop_all(self.extra, fleet.STOP_SECONDS)
        self.fleet.stop()
        if self.redis is not None:
            stop_all([self.redis], fleet.STOP_SECONDS)

    # --- Redis ----------------------------------------------------------------------

    def start_redis(self) -> None:
        self.redis = redisserver.start(account.data_root(), name=REDIS)
        redisserver.wait(self.redis)

    def kill_redis(self) -> None:
        assert self.redis is not None
        self.redis.signal(signal.SIGKILL)
        assert self.redis.wait(5)
        self.redis.close()
        self.redis = None

    def freeze_redis(self) -> None:
        assert self.redis is not None
        self.redis.signal(signal.SIGSTOP)

    def thaw_redis(self) -> None:
        assert self.redis is not None
        self.redis.signal(signal.SIGCONT)

    # --- processes ------------------------------------------------------------------

    def slot(self, name: str) -> Slot:
        return next(slot for slot in self.fleet.own if slot.name == name)

    def main_pid(self, name: str) -> int:
        """The process itself, below its guard."""

        def below() -> list[int]:
            child = self.slot(name).child  # another one each time it was started
            return children(child.pid) if child else []

        return int(until(below, 60)[0])

    def pool(self) -> list[int]:
        """The worker's child processes, once both are there."""
        return list(
            until(lambda: len(below := children(self.main_pid("worker"))) > 1 and below)
        )

    def kill(self, name: str) -> None:
        """kill -9 and see that it is gone; the supervisor brings it back."""
        pid = self.main_pid(name)
        os.kill(pid, signal.SIGKILL)
        until(lambda: not alive(pid), 5)

    def second_dispatcher(self) -> Child:
        """Another one beside the supervised one."""
        program = fleet.dispatcher()
        log = program.log.with_name("dispatcher-2.log")
        other = Child(
            Program(
                "dispatcher-2",
                program.argv,
                program.cwd,
                log,
                env=program.env,
                last=program.last,
            )
        )
        self.extra.append(other)
        return other


def starter(program: Program) -> Callable[[], Child]:
    return lambda: Child(program)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children(pid: int) -> list[int]:
    """Living processes directly below one, oldest first."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text(errors="replace").rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append((int(fields[19]), int(entry.parent.name)))
    return [child for _, child in sorted(found)]


def alive(pid: int) -> bool:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return False
    return text.rsplit(")", 1)[1].split()[0] != "Z"


def environment(database: str) -> dict[str, str]:
    """What the processes need to find this test's database and this Redis."""
    return {
        "YIPAN_DATABASE": database,
        "YIPAN_REDIS_SOCKET": str(places.socket_dir() / f"{REDIS}.sock"),
        "PYTHONPATH": f"{WITHIN}:{places.BASE_DIR}",
        # Static files as they lie in the tree: nothing is collected for a test.
        "PLAIN_STATIC": "1",
        # Where the clock is put forward by a day nobody is to be signed out for that.
        "SESSION_IDLE_MINUTES": str(14 * 24 * 60),
    }
