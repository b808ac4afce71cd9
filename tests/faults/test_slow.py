"""A transaction that took its mark early and commits long after later ones."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.db import transaction

from coordination.models import StationState
from tasking.models import Assignment
from tests.coordination.racing import Runner
from tests.faults.product import Product
from tests.faults.world import World, drained, holds

Started = Callable[..., Product]
ROUNDS = 3


class Slow:
    """It has changed the row and taken its mark; commit when told."""

    def __init__(self, row: Assignment, hours: int) -> None:
        self._go, self._changed = threading.Event(), threading.Event()
        self._row, self._hours = row, hours
        self._runner = Runner(self._work)
        assert self._changed.wait(20)

    def _work(self) -> None:
        with transaction.atomic():
            rows = Assignment.objects.filter(pk=self._row.pk)
            rows.update(remaining_units=self._hours * 60_000)
            self._changed.set()
            assert self._go.wait(60)

    def commit(self) -> None:
        self._go.set()
        self._runner.done()


def test_a_slow_transaction_with_an_early_mark(here: World, started: Started) -> None:
    product = started("worker", "dispatcher")
    for n in range(ROUNDS):
        row = here.rows[n]
        slow = Slow(row, 300)
        for k in range(3):  # later marks of the same station, checked and deleted
            here.send(f"插队 {n} {k}", 5, 4, row.station)
            drained()
        before = StationState.objects.get(pk=row.station_id).revision
        late = time.monotonic()
        slow.commit()
        drained()
        assert StationState.objects.get(pk=row.station_id).revision > before
        waited = time.monotonic() - late
        holds(recovered=waited)
        assert waited < 10, "only a lost message has to wait for its repetition"
        assert Assignment.objects.get(pk=row.pk).remaining_units == 300 * 60_000
    assert product.said == []
