"""The web process killed right after a COMMIT; everything replaced under load."""

from __future__ import annotations

import http.client
import os
import random
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest
from django.urls import reverse

from config import places
from config.supervisor import fleet, up
from config.supervisor.program import Program
from tests.coordination.racing import until
from tests.faults.product import Product, free_port
from tests.faults.traffic import SAVED, Traffic
from tests.faults.visitor import Visitor
from tests.faults.world import World, drained, holds

DEATHS = 3


def test_killed_between_commit_and_what_follows(
    here: World, product: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No answer was given, yet the save stands: it must be checked like any other. The
    last time nobody hears the database's call either: the dispatcher is dead too."""
    flag = tmp_path / "die"
    monkeypatch.setenv("FAULT_DEATH", str(flag))
    product.start()
    drained()
    chief = Visitor(here.chief, product.port)
    longest = 0.0
    for n in range(DEATHS):
        row, hours = here.rows[n], 200 + n
        if n == DEATHS - 1:
            product.kill("dispatcher")
        pid = product.main_pid("web")
        flag.touch()
        path = reverse("coordination:progress", args=[row.pk])
        with pytest.raises((OSError, http.client.HTTPException)):
            chief.post(path, remaining_hours=hours)
        died = time.monotonic()
        assert not flag.exists()
        row.refresh_from_db()
        assert row.remaining_units == hours * 60_000, "it died after the COMMIT"
        drained()
        until(lambda: product.main_pid("web") != pid, 60)  # noqa: B023
        until(lambda: up.healthy(product.port), 60)
        longest = max(longest, time.monotonic() - died)
    holds(recovered=longest)
    ended = sorted(text.split()[0] for text in product.said)
    assert ended == ["dispatcher", *["web"] * DEATHS]


def gunicorn(name: str, port: int, tree: Path = places.BASE_DIR) -> Program:
    """Pages as the containers serve them (docker-compose.yml), one process."""
    where = f"--bind=127.0.0.1:{port}"
    shape = ("--worker-class=gthread", "--workers=1", "--threads=8")
    rest = ("--timeout=60", "--graceful-timeout=20", "--no-control-socket")
    argv = ("-m", "gunicorn", "config.wsgi:application", where, *shape, *rest)
    made = fleet.program(name, "web", *argv, last=signal.SIGTERM)
    env = {**made.env, "PYTHONPATH": str(tree)}
    return replace(made, cwd=tree, env=env)


def test_everything_replaced_one_by_one_under_load(
    here: World, product: Product
) -> None:
    """The order of docs/operating.md: the new one beside the old one, then the front
    leads to the new one, then the old one ends. FAULTS_OLD names the tree of an older
    release to begin with; its code then works on the tables of this one."""
    old = Path(os.environ.get("FAULTS_OLD") or places.BASE_DIR)
    product.start("worker", "dispatcher")
    drained()
    first, second = free_port(), free_port()
    product.add(gunicorn("web-1", first, old), port=first)
    ports = [first]
    traffic = Traffic(here, lambda: random.sample(ports, len(ports))).start()
    more_saved(traffic)
    product.add(gunicorn("web-2", second), port=second)
    ports[:] = [first, second]
    more_saved(traffic)
    ports[:] = [second]
    product.take_away("web-1")
    for program in (fleet.worker(), fleet.dispatcher()):
        product.take_away(program.name)
        product.add(program)
    more_saved(traffic)
    traffic.stop()
    over = time.monotonic()
    assert set(traffic.count()) == {SAVED}, "not one request has failed"
    holds(traffic, recovered=time.monotonic() - over)
    assert product.said == []


def more_saved(traffic: Traffic) -> None:
    seen = traffic.count()[SAVED]
    until(lambda: traffic.count()[SAVED] > seen + 30, 60)
