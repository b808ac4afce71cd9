"""Web processes replaced one after the other while people go on working."""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from config.serving import GENTLY
from config.supervisor.fleet import Fleet, Slot
from config.supervisor.program import Child

START_SECONDS = 60.0
GONE_SECONDS = GENTLY + 5.0


@dataclass
class Renewal:
    """The new one starts beside the old one; once it serves, the old one lets nobody
    in any more and ends when it has answered. One that does not start leaves the rest
    as they are.
    """

    ships: Fleet
    waiting: list[Slot] = field(default_factory=list)
    _fresh: Child | None = None
    _leaving: list[tuple[Child, float]] = field(default_factory=list)

    def begin(self, slots: Sequence[Slot]) -> None:
        """All of these; asked again while it is under way, it changes nothing."""
        if self.waiting:
            return
        self.waiting = list(slots)
        self.ships.say("Web processes begin anew / 网页进程逐个重启")

    def tend(self) -> None:
        """One look: who has left, who has come, who is next."""
        for child, until in list(self._leaving):
            if child.status() is not None or time.monotonic() > until:
                self._leaving.remove((child, until))
                self._close(child)
        if not self.waiting:
            return
        slot, fresh = self.waiting[0], self._fresh
        if fresh is None:
            self._fresh = slot.start()
            self.ships.between.append(self._fresh)
        elif fresh.status() is not None or fresh.age() > START_SECONDS:
            self._give_up(slot, fresh)
        elif fresh.ready():
            self._take_over(slot, fresh)

    def _take_over(self, slot: Slot, fresh: Child) -> None:
        old, slot.child, self._fresh = slot.child, fresh, None
        self.ships.between.remove(fresh)
        if old is not None:
            old.signal(signal.SIGUSR1)
            self.ships.between.append(old)
            self._leaving.append((old, time.monotonic() + GONE_SECONDS))
        self.waiting.pop(0)
        if not self.waiting:
            self.ships.say("All web processes are new / 网页进程已全部重启")

    def _give_up(self, slot: Slot, fresh: Child) -> None:
        self.ships.say(
            f"{slot.name} did not begin anew, the old one goes on / "
            f"{slot.name} 重启失败，原进程继续运行\n{fresh.tail()}"
        )
        self._fresh = None
        self.waiting.clear()
        self._close(fresh)

    def _close(self, child: Child) -> None:
        """Its guard ends whatever of it is left."""
        self.ships.between.remove(child)
        child.close()
