"""The product in a folder of its own: all of it as anybody would start it, or only
the servers of its data."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config import places

READY_SECONDS = 180.0
DROPPED = ("DATABASE_", "REDIS_URL", "YIPAN_", "DEMO_MODE", "SECRET_KEY", "DEBUG")
MIGRATED = "yipan_bench"
SERVERS = """
import signal, sys
from config.supervisor import services
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
with services.running():
    print("is ready", flush=True)
    signal.pause()
"""


@dataclass
class Site:
    """Where it answers and how other programs find its database."""

    port: int
    env: dict[str, str]
    migrated: bool = False
    folder: Path = Path()

    def run(self, *argv: str, **env: str) -> str:
        """One of our programs beside the running site; what it writes."""
        done = subprocess.run(
            [sys.executable, *argv],
            cwd=places.BASE_DIR,
            env={**self.env, **env},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def own_database(self, name: str) -> dict[str, str]:
        """An empty, migrated database on the same server, which no worker watches."""
        named = {"YIPAN_DATABASE": f"{MIGRATED}_{name}"}
        if not self.migrated:
            self._create(MIGRATED)
            self.run("manage.py", "migrate", "-v0", YIPAN_DATABASE=MIGRATED)
            self.migrated = True
        self._create(named["YIPAN_DATABASE"], MIGRATED)
        return named

    def _create(self, name: str, template: str = "template1") -> None:
        sql = f"CREATE DATABASE {name} OWNER yipan_owner TEMPLATE {template}"
        self.run(
            "-c",
            "import sys; from config.supervisor import postgres;"
            " postgres.connect().cursor().execute(sys.argv[1])",
            sql,
        )


@contextmanager
def site(*, demo: bool = True, **settings: str) -> Iterator[Site]:
    """Ready to serve, with the demo force or none; nothing is left of it afterwards."""
    port = _free_port()
    with _folder() as folder:
        env = _environment(
            folder, DEMO_MODE=str(int(demo)), BENCH_PORT=str(port), **settings
        )
        argv = ["manage.py", "up", "--port", str(port)]
        with _running(argv, env, folder / "up.log"):
            yield Site(port, env, folder=folder)


@contextmanager
def servers() -> Iterator[Site]:
    """PostgreSQL and Redis alone, with their usual settings: nothing to open in a
    browser, nothing that watches a database."""
    with _folder() as folder:
        env = _environment(folder)
        with _running(["-c", SERVERS], env, folder / "servers.log"):
            yield Site(0, env)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="yipan-bench-", dir=parent_folder()))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(DROPPED)}
    return {
        **kept,
        "YIPAN_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(places.BASE_DIR),
        "LIMITS_FACTOR": "1000",  # one account asks what a morning of them would
        **more,
    }


@contextmanager
def _running(argv: list[str], env: dict[str, str], output: Path) -> Iterator[None]:
    """A program of ours, from where it says that it is ready."""
    with output.open("w") as stream:
        up = subprocess.Popen(
            [sys.executable, *argv],
            cwd=places.BASE_DIR,
            env=env,
            stdout=stream,
            stderr=stream,
        )
    try:
        _wait(up, output)
        yield
    finally:
        up.send_signal(signal.SIGTERM)
        up.wait(20)


def parent_folder() -> Path:
    """On the disk that holds the product; root's must be open to the database."""
    usual = places.BASE_DIR / "var"
    if os.getuid() == 0 and not places.open_to_all(places.BASE_DIR):
        return places.temporary()
    usual.mkdir(exist_ok=True)
    return usual


def _wait(up: subprocess.Popen[bytes], output: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while "is ready" not in output.read_text():
        if up.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"The site did not start:\n{output.read_text()}")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
