"""Nobody there for long: all workers gone, no dispatcher at all."""

from __future__ import annotations

import time
from collections.abc import Callable

from config.supervisor import fleet
from coordination.models import DirtyStation
from tests.coordination.racing import until
from tests.faults.conftest import LONG
from tests.faults.product import Product
from tests.faults.traffic import SAVED, UNAVAILABLE, Traffic
from tests.faults.visitor import Visitor
from tests.faults.world import World, holds

Started = Callable[..., Product]
OUTAGE = 600.0 if LONG else 20.0  # a dispatcher is missed after 15


def saving(here: World, product: Product) -> Traffic:
    return Traffic(here, lambda: [product.port]).start()


def test_all_workers_gone_for_long(here: World, started: Started) -> None:
    product = started()
    traffic = saving(here, product)
    until(lambda: traffic.count()[SAVED] > 10)
    product.lose("worker")
    time.sleep(OUTAGE)
    assert DirtyStation.objects.exists(), "what is saved waits"
    traffic.stop()
    assert traffic.count()[UNAVAILABLE] == 0
    back = time.monotonic()
    product.add(fleet.worker())
    holds(traffic, recovered=time.monotonic() - back)
    assert product.said == []


def test_no_dispatcher_at_all(here: World, started: Started) -> None:
    product = started()
    traffic = saving(here, product)
    visitor = Visitor(here.chief, product.port)
    assert visitor.get("/readyz").status == 200
    product.lose("dispatcher")
    time.sleep(OUTAGE)
    assert visitor.get("/readyz").status == UNAVAILABLE, "who watches is told"
    traffic.stop()
    assert DirtyStation.objects.exists(), "what is saved waits"
    assert traffic.count()[UNAVAILABLE] == 0
    back = time.monotonic()
    product.add(fleet.dispatcher())
    holds(traffic, recovered=time.monotonic() - back)
    assert visitor.get("/readyz").status == 200
    assert product.said == []
