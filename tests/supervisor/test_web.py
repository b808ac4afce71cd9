"""How many web processes there are, on which socket, and what a start refuses."""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.supervisor import errors, postgres, web
from config.supervisor.fleet import Fleet, Slot
from config.supervisor.program import Child, Program
from config.supervisor.renewal import Renewal
from tests.supervisor.site import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
SERVES = """
import os, signal, sys, time
signal.signal(signal.SIGUSR1, lambda *_: sys.exit())
os.write(int(sys.argv[2]), b"1")
print("serves", flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WEB_PROCESSES", "WEB_THREADS", "EVENTS_THREADS"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("cores", "free", "processes"),
    [(1, 100, 1), (2, 100, 2), (4, 2, 2), (4, 0, 1), (64, 100, web.MOST)],
)
def test_a_process_per_core_as_many_as_the_memory_holds(
    cores: int, free: int, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    monkeypatch.setattr(web, "free_memory", lambda: free * web.NEEDS)
    assert web.count() == processes


def test_a_number_of_one_s_own_holds_and_none_at_all_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WEB_PROCESSES", "11")
    assert web.count() == 11
    monkeypatch.setenv("WEB_PROCESSES", "0")
    with pytest.raises(ImproperlyConfigured, match="WEB_PROCESSES must be 1 at least"):
        web.count()


def test_the_machine_says_how_much_memory_is_free(tmp_path: Path) -> None:
    told = tmp_path / "meminfo"
    told.write_text("MemTotal:  900 kB\nMemAvailable:  300 kB\n")
    assert web.free_memory(told) == 300 * 1024
    assert web.free_memory() > 0
    assert web.free_memory(tmp_path / "none") == web.MOST * web.NEEDS


def test_the_database_lets_in_as_many_as_there_are_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WEB_PROCESSES", "2")
    assert web.connections() == 200
    monkeypatch.setenv("WEB_PROCESSES", "30")
    monkeypatch.setenv("WEB_THREADS", "10")
    assert web.connections() == 30 * (10 + 4) + 60
    assert "max_connections" not in postgres.SETTINGS


def test_all_of_them_are_given_the_same_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_PROCESSES", "3")
    with web.listener(web.HOST, 0) as listens:
        made = web.programs(listens)
        assert [one.name for one in made] == ["web", "web-2", "web-3"]
        assert {tuple(one.given) for one in made} == {(listens.fileno(),)}


def test_an_address_of_another_machine_is_told_apart_from_a_taken_port() -> None:
    with pytest.raises(errors.PortTaken, match="no address of this machine"):
        web.listener("192.0.2.1", 8000)
    with web.listener(web.HOST, 0) as one:
        one.listen()
        with pytest.raises(errors.PortTaken, match="taken by another program"):
            web.listener(web.HOST, one.getsockname()[1])


def test_nobody_is_let_in_before_there_is_somebody_to_answer() -> None:
    with web.listener(web.HOST, 0) as one, pytest.raises(ConnectionRefusedError):
        socket.create_connection(one.getsockname())


def serving(tmp_path: Path, script: str = SERVES) -> Slot:
    argv = [sys.executable, "-c", script]
    program = Program("one", argv, tmp_path, tmp_path / "one.log", tells=True)
    slot = Slot("one", lambda: Child(program))
    slot.launch()
    return slot


def test_a_new_one_takes_over_when_it_says_that_it_serves(tmp_path: Path) -> None:
    ships, slot = Fleet(lambda _: None), serving(tmp_path)
    ships.own.append(slot)
    old, renewal = slot.child, Renewal(ships)
    assert old is not None
    until(old.ready, 10)
    renewal.begin(ships.own)
    renewal.begin(ships.own)  # asked twice: once
    until(lambda: renewal.tend() or not (renewal.waiting or ships.between), 20)
    assert old.status() == 0, "it ended in the gentle manner"
    assert slot.child is not old
    assert slot.child is not None and slot.child.status() is None
    ships.stop()
    assert slot.child.status() is not None


def test_who_is_on_the_way_in_or_out_is_stopped_with_the_others(tmp_path: Path) -> None:
    """The end comes in the middle of a renewal."""
    deaf = "import signal; signal.signal(signal.SIGUSR1, signal.SIG_IGN)\n" + SERVES
    deaf = deaf.replace("signal.signal(signal.SIGUSR1, lambda *_: sys.exit())", "")
    ships = Fleet(lambda _: None)
    ships.own += [serving(tmp_path, deaf), serving(tmp_path, deaf)]
    for slot in ships.own:
        until(lambda one=slot: one.child.ready(), 10)
    renewal = Renewal(ships)
    renewal.begin(ships.own)
    until(lambda: renewal.tend() or len(ships.between) == 2, 10)
    every = [*ships.between, *(slot.child for slot in ships.own if slot.child)]
    ships.stop()
    assert len(every) == 4
    assert all(one.status() == 128 + signal.SIGTERM for one in every)


def test_one_that_ends_before_it_serves_leaves_the_old_one(tmp_path: Path) -> None:
    said: list[str] = []
    ships, slot = Fleet(said.append), serving(tmp_path)
    old = slot.child
    slot.start = lambda: Child(
        Program(
            "bad",
            [sys.executable, "-c", "raise SystemExit('no')"],
            tmp_path,
            tmp_path / "bad.log",
            tells=True,
        )
    )
    ships.own.append(slot)
    renewal = Renewal(ships)
    renewal.begin(ships.own)
    until(lambda: renewal.tend() or not renewal.waiting, 10)
    assert slot.child is old
    assert old is not None and old.status() is None
    assert any("did not begin anew" in text and "no" in text for text in said)
    ships.stop()
