"""The clock of the product's processes put forward and back while people save.

PostgreSQL keeps the true time, as a server of its own does; so every pair of clocks
disagrees, by an hour and by a day, either way. What is not tried is a database whose
clock is wrong while all others are right: to the processes both look alike, for they
only compare the two.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from coordination.models import StationState
from coordination.snapshot import start_of_day
from tests.coordination.racing import until
from tests.faults.product import Product
from tests.faults.traffic import SAVED, Traffic
from tests.faults.world import World, drained, holds

Started = Callable[..., Product]
HOUR, DAY = 3600, 86_400
JUMPS = (HOUR, -HOUR, DAY, -DAY, DAY, 0)
CORRECTED = 60.0  # seconds


def test_a_clock_that_jumps_by_hours_and_days(
    here: World, product: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = tmp_path / "clock"
    clock.write_text("0")
    monkeypatch.setenv("FAULT_CLOCK", str(clock))
    product.start()
    drained()
    for jump in JUMPS:
        clock.write_text(str(jump))
        traffic = Traffic(here, lambda: [product.port], threads=2).start()
        until(lambda: traffic.count()[SAVED] > 25, 60)  # noqa: B023
        traffic.stop()
        here.send(f"突击 {jump}", 40, 5, here.stations[0])
        jumped = time.monotonic()
        if jump:
            holds(traffic)
        if abs(jump) == DAY:
            assert wrong_days() > 0, "the processes live in another day"
    # The clock is right again: nobody may be left with the verdict of another day.
    until(lambda: wrong_days() == 0, CORRECTED)
    holds(traffic, recovered=time.monotonic() - jumped)
    assert product.said == []


def wrong_days() -> int:
    today = start_of_day(timezone.now())
    return StationState.objects.exclude(as_of=today).count()
