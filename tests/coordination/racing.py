"""Threads that race, each with a database connection of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, connections

PATIENCE = 60.0


class Runner(threading.Thread):
    """One contestant; its result or its exception is kept."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.work = work
        self.result: Any = None
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self.result = self.work()
        except BaseException as error:
            self.error = error
        finally:
            connections.close_all()

    def done(self) -> Any:
        """The result, once it is there; what was raised is raised here."""
        self.join(PATIENCE)
        assert not self.is_alive(), "a contestant hangs"
        if self.error is not None:
            raise self.error
        return self.result


def together(*works: Callable[[], Any]) -> list[Any]:
    """Start all at the same moment and collect the results in order."""
    gate = threading.Barrier(len(works))

    def gated(work: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> Any:
            connection.ensure_connection()
            gate.wait(PATIENCE)
            return work()

        return run

    return [runner.done() for runner in [Runner(gated(work)) for work in works]]


def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """The first true answer of the condition; fails when there is none in time."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return answer


def waiting_for_me() -> int:
    """How many connections wait for a lock that this thread's transaction holds."""
    return len(those_waiting_for_me())


def those_waiting_for_me() -> set[int]:
    """Their processes at the server."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_locks WHERE NOT granted"
            " AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        )
        return {pid for (pid,) in cursor.fetchall()}


def told(work: Callable[[], object]) -> str:
    """What became of it: done, or the field at which it was refused."""
    try:
        work()
    except ValidationError as error:
        return next(iter(error.message_dict))
    return "done"


def waiting() -> int:
    """Connections that wait for another's lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])
