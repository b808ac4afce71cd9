"""Redis emptied, dead and frozen: nothing is lost and nobody waits for it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest
import redis
from django.urls import reverse

from config import places
from tests.faults.conftest import LONG
from tests.faults.product import Product
from tests.faults.visitor import Answer, Stream, Visitor, directive
from tests.faults.world import World, holds

Started = Callable[..., Product]
OUTAGE = 60.0 if LONG else 10.0
SLOWER = 1.0  # seconds a save may take longer than with Redis
BLOCKED = 2.0  # seconds no request may be blocked longer than


def test_emptied_again_and_again_under_load(here: World, started: Started) -> None:
    started("worker", "dispatcher")
    client = redis.Redis(unix_socket_path=str(places.redis_socket()))
    load = here.load()
    for _ in range(10):
        time.sleep(0.4)
        client.flushall()
    load.stop()
    client.flushall()
    client.close()
    assert load.changes > 50
    holds(load)


class Site:
    """What people do while Redis is away: look, report, issue."""

    def __init__(self, here: World, port: int) -> None:
        self.here = here
        self.chief = Visitor(here.chief, port)
        self.staff = Visitor(here.force.staff, port)
        self.station = here.stations[0]
        self.hours = 30

    def look(self) -> Answer:
        return self.chief.get(
            reverse("coordination:workload", args=[self.station.code])
        )

    def save(self) -> Answer:
        self.hours = 30 - (31 - self.hours) % 20
        row = self.here.rows[0]
        path = reverse("coordination:progress", args=[row.pk])
        return self.chief.post(path, remaining_hours=self.hours)

    def issue(self) -> Answer:
        code = self.here.force.public_order.code
        body = directive(code, self.station.code, 3)
        return self.staff.post_json("/api/v1/directives/", body)

    def doings(self) -> dict[str, Callable[[], Answer]]:
        return {"look": self.look, "save": self.save, "issue": self.issue}

    def usual(self) -> dict[str, float]:
        """Median seconds of each while all is well."""
        return {
            name: statistics.median(worked(name, act()).seconds for _ in range(5))
            for name, act in self.doings().items()
        }


def worked(name: str, answer: Answer) -> Answer:
    assert answer.status in (200, 201, 302), (name, answer.status, answer.body[-800:])
    return answer


@pytest.fixture
def site(here: World, started: Started, product: Product) -> Site:
    started()
    made = Site(here, product.port)
    for _ in range(3):  # threads and templates warm up
        for name, act in made.doings().items():
            worked(name, act())
    return made


def test_dead_saves_still_answer(site: Site, product: Product) -> None:
    usual = site.usual()
    product.kill_redis()
    worst = dict.fromkeys(usual, 0.0)
    until = time.monotonic() + OUTAGE
    while time.monotonic() < until:
        for name, act in site.doings().items():
            worst[name] = max(worst[name], worked(name, act()).seconds)
        ready = site.chief.get("/readyz")
        assert ready.status == 503
        assert ready.seconds < BLOCKED
        assert site.chief.get("/healthz").status == 200
    product.start_redis()
    for name, seconds in worst.items():
        assert seconds <= usual[name] + SLOWER, (name, usual, worst)
    holds()
    assert_live(site)
    assert site.chief.get("/readyz").status == 200
    assert_ended(product, [])


def test_frozen_no_request_is_blocked(site: Site, product: Product) -> None:
    product.freeze_redis()
    until = time.monotonic() + OUTAGE
    stream = Stream(site.chief, live_path(site))
    assert stream.seconds < BLOCKED
    while time.monotonic() < until:
        for name, act in site.doings().items():
            assert worked(name, act()).seconds < BLOCKED, name
        ready = site.chief.get("/readyz")
        assert (ready.status, ready.seconds < BLOCKED) == (503, True), ready
    stream.close()
    product.thaw_redis()
    holds()
    assert_live(site)
    assert_ended(product, [])


def live_path(site: Site) -> str:
    return reverse("coordination:station_events", args=[site.station.code])


def assert_live(site: Site) -> None:
    """An open page hears of the next change."""
    stream = Stream(site.chief, live_path(site))
    first = stream.next()
    worked("issue", site.issue())
    assert stream.next()["revision"] > first["revision"]
    stream.close()
    holds()


def assert_ended(product: Product, names: list[str]) -> None:
    """Only these processes have been started again."""
    assert [text.split()[0] for text in product.said] == names, product.said
