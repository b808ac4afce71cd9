"""`manage.py up` with real processes: one life, from the first start to the last stop.

In order: each step finds what the one before it left.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from tests.supervisor.site import Site, free_port, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def test_a_first_start_is_ready(site: Site) -> None:
    site.start()
    assert site.said().rstrip().endswith(f"http://127.0.0.1:{site.port}/")
    assert site.get("/healthz") == 200
    names = {path.name for path in (site.var / "log").iterdir()}
    wanted = {"postgres", "redis", "web", "worker", "dispatcher", "nightly"}
    assert names == {f"{name}.log" for name in wanted}


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


def test_kill_9_leaves_nothing_behind(site: Site) -> None:
    assert site.process is not None
    assert len(site.processes()) > 10
    site.process.kill()
    site.process.wait()
    until(lambda: not site.processes(), 5)


def test_it_starts_again_after_kill_9_and_stops_cleanly(site: Site) -> None:
    (site.var / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    site.start(seconds=20)
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
    broken = site.tree / "config" / "asgi.py"
    text = broken.read_text()
    broken.write_text("raise RuntimeError('deliberately broken')\n")
    try:
        status, message = site.try_start()
    finally:
        broken.write_text(text)
    assert status == 1
    assert "web process did not start" in message
    assert "deliberately broken" in message
    assert not site.processes()
