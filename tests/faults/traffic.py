"""People who keep saving through the web process, and what they were told was saved."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from tasking.models import Assignment
from tests.faults.visitor import Answer, Visitor
from tests.faults.world import World

Ports = Callable[[], Sequence[int]]
SAVED = 302  # back to the page
UNAVAILABLE = 503


@dataclass
class Row:
    """One assignment: the last value acknowledged, and those that may have come after
    it without anybody hearing of it."""

    pk: int
    saved: int
    maybe: set[int] = field(default_factory=set)


@dataclass
class Save:
    """One attempt (monotonic seconds); `status` 0: the connection broke."""

    begun: float
    ended: float
    status: int


class Traffic:
    """Each thread reports on its own tasks, one after the other.

    `ports` says where web processes listen just now. As the front of a site does it, a
    request that nobody took is taken to the next; one that was taken is not sent twice.
    """

    def __init__(self, here: World, ports: Ports, *, threads: int = 3) -> None:
        self.ports = ports
        self.saves: list[Save] = []
        self.wrong: list[str] = []
        rows = dict(_left(here))
        self.rows = [Row(pk, left) for pk, left in rows.items()]
        self._visitors = [Visitor(here.chief, ports()[0]) for _ in range(threads)]
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(n, threads), daemon=True)
            for n in range(threads)
        ]
        here.loads.append(self)

    def start(self) -> Traffic:
        for each in self._threads:
            each.start()
        return self

    def stop(self) -> None:
        self._over.set()
        for each in self._threads:
            each.join(40)
            assert not each.is_alive(), "a visitor hangs"
        assert not self.wrong, self.wrong[:3]

    def _work(self, seed: int, threads: int) -> None:
        rng, mine = random.Random(seed), self.rows[seed::threads]
        try:
            while not self._over.wait(0.03):
                self._save(self._visitors[seed], rng.choice(mine), rng.randint(1, 60))
        except Exception as error:
            self.wrong.append(repr(error))

    def _save(self, visitor: Visitor, row: Row, hours: int) -> None:
        begun, units = time.monotonic(), hours * 60_000
        row.maybe.add(units)
        answer = self._answer(visitor, row, hours)
        status = answer.status if answer else 0
        if answer and answer.to.startswith(reverse("organization:sign_in")):
            self.wrong.append("signed out")
        elif status == SAVED:
            row.saved, row.maybe = units, set()
        elif status not in (0, UNAVAILABLE):
            self.wrong.append(f"{status}: {answer.body[-300:]!r}" if answer else "")
        self.saves.append(Save(begun, time.monotonic(), status))

    def _answer(self, visitor: Visitor, row: Row, hours: int) -> Answer | None:
        path = reverse("coordination:progress", args=[row.pk])
        for port in self.ports():
            visitor.port = port
            try:
                return visitor.post(path, remaining_hours=hours)
            except ConnectionRefusedError:
                continue
            except (OSError, http.client.HTTPException):
                return None
        return None

    # --- what was seen --------------------------------------------------------------

    def count(self) -> Counter[int]:
        """How many attempts ended with which status."""
        return Counter(save.status for save in self.saves)

    def saved_since(self, moment: float) -> float | None:
        """Seconds from a moment to the end of the first save begun after it."""
        ends = [
            s.ended for s in list(self.saves) if s.begun > moment and s.status == SAVED
        ]
        return min(ends) - moment if ends else None

    def unsaved(self) -> int:
        """How many tasks hold neither what was acknowledged nor what came after it."""
        now = dict(
            Assignment.objects.filter(pk__in=[row.pk for row in self.rows]).values_list(
                "pk", "remaining_units"
            )
        )
        return sum(now[row.pk] not in {row.saved, *row.maybe} for row in self.rows)


def _left(here: World) -> list[tuple[int, int]]:
    rows = Assignment.objects.filter(pk__in=[row.pk for row in here.rows])
    return list(rows.order_by("pk").values_list("pk", "remaining_units"))
