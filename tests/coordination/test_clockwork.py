"""The clock runs beside the hand-out, one work at a time, and outlasts what breaks."""

from __future__ import annotations

import threading

from django.db import OperationalError

from coordination.clockwork import Beside
from coordination.dispatching import Dispatcher
from tests.coordination.racing import until
from tests.coordination.test_dispatching import Watched, mark, watched

__all__ = ["watched"]


def test_a_call_while_it_is_under_way_is_none() -> None:
    gate, ran = threading.Semaphore(0), []

    def slow() -> None:
        ran.append(1)
        assert gate.acquire(timeout=20)

    clocks = Beside(slow)
    for _n in range(3):
        clocks()
    until(lambda: ran)
    clocks()
    assert len(ran) == 1, "whoever calls does not wait"
    gate.release()
    until(lambda: (clocks(), len(ran) == 2)[1])
    gate.release()


def test_what_breaks_is_tried_again() -> None:
    ran = []

    def broken() -> None:
        ran.append(1)
        raise (OperationalError if len(ran) == 1 else ValueError)("gone")

    clocks = Beside(broken)
    until(lambda: (clocks(), len(ran) >= 3)[1])


def test_stations_are_handed_out_while_the_clock_takes_long(watched: Watched) -> None:
    gate, begun = threading.Event(), threading.Event()

    def long() -> None:
        begun.set()
        assert gate.wait(20)

    watched.dispatcher = Dispatcher(
        send=watched._send, clock=lambda: watched.now, clocks=Beside(long)
    )
    watched.tick()
    assert begun.wait(20)
    for n in range(1, 4):
        watched.now += 5
        mark([n])
        assert watched.tick() == [(1, "interactive")]
    gate.set()
