"""`manage.py up` with real processes: one life, from the first start to the last stop.

In order: each step finds what the one before it left.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.supervisor.site import WEB_PROCESSES, Site, free_port, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def test_a_first_start_is_ready(site: Site) -> None:
    site.start(seconds=240)  # migrations, on a machine that others use too
    assert site.said().rstrip().endswith(f"http://127.0.0.1:{site.port}/")
    assert site.get("/healthz") == 200
    names = {path.name for path in (site.var / "log").iterdir()}
    servers, others = {"postgres", "redis"}, {"worker", "dispatcher", "nightly"}
    wanted = servers | others | {"web", "web-2"}
    assert names == {f"{name}.log" for name in wanted}
    assert len(site.web_pids()) == WEB_PROCESSES


def test_a_second_start_is_refused_with_the_address(site: Site) -> None:
    status, message = site.try_start(free_port())
    english, chinese = message.strip().splitlines()
    assert status == 1
    assert f"http://127.0.0.1:{site.port}/" in english
    assert "已在运行" in chinese


def test_the_servers_can_be_entered_by_their_account_only(site: Site) -> None:
    argv = site.processes()[site.pid_of("/postgres -D")]
    sockets = Path(argv.split(" -k ")[1].split(" -c ")[0])
    assert sockets.stat().st_mode & 0o777 == 0o700
    assert " listen_addresses= " in argv
    if os.getuid() == 0:
        assert Path(f"/proc/{site.pid_of('/postgres -D')}").stat().st_uid != 0


def test_a_killed_child_comes_back(site: Site) -> None:
    victims = {name: site.pid_of(name) for name in ("celery", "dispatch")}
    for victim in victims.values():
        os.kill(victim, signal.SIGKILL)
    until(lambda: "worker ended (SIGKILL)" in site.said(), 5)
    until(lambda: "dispatcher ended (SIGKILL)" in site.said(), 5)

    def back() -> bool:
        running = site.processes()
        fresh = [p for p, argv in running.items() if "guard.py" not in argv]
        words = ("celery", "dispatch")
        return not set(victims.values()) & set(running) and all(
            any(word in running[pid] for pid in fresh) for word in words
        )

    until(back, 10)
    assert site.get("/healthz") == 200


def test_a_killed_web_process_leaves_the_others_answering(site: Site) -> None:
    victim, *others = site.web_pids()
    os.kill(victim, signal.SIGKILL)
    assert [site.get("/healthz") for _ in range(20)] == [200] * 20
    until(lambda: len(site.web_pids()) == WEB_PROCESSES, 15)
    assert site.web_pids() > set(others)


def test_a_frozen_web_process_holds_nobody_up_who_comes_later(site: Site) -> None:
    frozen = min(site.web_pids())
    os.kill(frozen, signal.SIGSTOP)
    try:
        assert [site.get("/healthz") for _ in range(20)] == [200] * 20
    finally:
        os.kill(frozen, signal.SIGCONT)


def test_web_processes_begin_anew_and_no_page_is_lost(site: Site) -> None:
    assert site.process is not None
    before, answers = site.web_pids(), Counter[int]()
    site.process.send_signal(signal.SIGUSR2)
    deadline = time.monotonic() + 60
    while "All web processes are new" not in site.said() or before & site.web_pids():
        answers[site.get("/sign-in/")] += 1
        assert time.monotonic() < deadline
    assert set(answers) == {200}
    assert answers[200] > 10
    until(lambda: len(site.web_pids()) == WEB_PROCESSES, 30)


def test_a_web_process_that_cannot_begin_anew_leaves_the_old_ones(site: Site) -> None:
    assert site.process is not None
    before = site.web_pids()
    with broken(site):
        site.process.send_signal(signal.SIGUSR2)
        until(lambda: "did not begin anew" in site.said(), 30)
    until(lambda: site.web_pids() == before, 5)
    assert site.get("/healthz") == 200


def test_kill_9_leaves_nothing_behind(site: Site) -> None:
    assert site.process is not None
    assert len(site.processes()) > 10
    site.process.kill()
    site.process.wait()
    until(lambda: not site.processes(), 5)


def test_it_starts_again_after_kill_9_and_stops_cleanly(site: Site) -> None:
    (site.var / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    site.start(seconds=60)
    assert "Bringing the database up to date" not in site.said()
    assert site.process is not None
    begun = time.monotonic()
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(timeout=10) == 0
    assert time.monotonic() - begun <= 5
    assert not site.processes()


def test_a_taken_port_is_named(site: Site) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        status, message = site.try_start(port, YIPAN_VAR=str(site.var) + " 2")
    assert status == 1
    assert message.startswith(f"Port {port} is taken")
    assert "已被占用" in message
    assert len(message.strip().splitlines()) == 2


def test_a_web_process_that_cannot_start_ends_the_start(site: Site) -> None:
    with broken(site):
        status, message = site.try_start()
    assert status == 1
    assert "web process did not start" in message
    assert "deliberately broken" in message
    assert not site.processes()


def test_a_further_host_says_what_it_needs(site: Site) -> None:
    status, message = site.try_start(argv=("--further",))
    assert status == 1
    assert message.startswith("A further host needs DATABASE_URL and REDIS_URL")
    assert not site.processes()


@contextmanager
def broken(site: Site) -> Iterator[None]:
    """Pages that cannot be loaded."""
    code = site.tree / "config" / "asgi.py"
    text = code.read_text()
    code.write_text("raise RuntimeError('deliberately broken')\n")
    try:
        yield
    finally:
        code.write_text(text)
