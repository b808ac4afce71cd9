"""How far a worker has come with a file, and whether it is still to go on."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from desk.models import Job
from desk.services import go_on, is_cancelled

PAUSE = 0.5  # seconds between two notes of progress
Call = Callable[..., Any]


class Cancelled(Exception):
    """Somebody wants it stopped."""


def _at_once(work: Call, **given: Any) -> Any:
    return work(**given)


class Beat:
    """`call` does what it is given on a connection that is in no transaction."""

    def __init__(self, job: Job, call: Call = _at_once) -> None:
        self.job, self.call = job, call
        self._noted = ("", float("-inf"))

    def of(self, step: str) -> Callable[[int, int], None]:
        """What is to be told how much of a step is done; raises Cancelled."""

        def told(done: int, total: int) -> None:
            before, at = self._noted
            if step == before and time.monotonic() - at < PAUSE:
                return
            self._noted = (step, time.monotonic())
            noted = {"job": self.job, "done": done, "total": total, "step": step}
            if not self.call(go_on, **noted):
                raise Cancelled

        return told

    def demand_going_on(self) -> None:
        """Cancelled where somebody wants it stopped by now."""
        if self.call(is_cancelled, job=self.job):
            raise Cancelled
