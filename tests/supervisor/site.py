"""A copy of the tree whose path holds a space, and what was started from it."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from config import places
from config.supervisor.guard import PR_SET_PDEATHSIG, prctl
from tests.architecture.source import ROOMS

FOLDERS = (*ROOMS, "templates", "static", "locale")
FILES = ("manage.py", "requirements.txt", "pyproject.toml")
WEB_PROCESSES = 2
DROPPED = ("DATABASE_", "REDIS_URL", "YIPAN_", "PYTEST_", "DEMO_MODE", "SECRET_KEY")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Site:
    """A copy of the tree, and the processes started from it."""

    def __init__(self, base: Path) -> None:
        self.tree = base / "a tree"
        self.var = base / "run time"
        for name in FOLDERS:
            shutil.copytree(places.BASE_DIR / name, self.tree / name)
        for name in FILES:
            shutil.copy(places.BASE_DIR / name, self.tree / name)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(DROPPED)}
        # Compressing the static files takes five seconds and is not at issue here.
        mine = {"PLAIN_STATIC": "1", "WEB_PROCESSES": str(WEB_PROCESSES)}
        self.env = {**kept, "YIPAN_VAR": str(self.var), **mine}
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None
        self.output = base / "output"

    def command(self, port: int | None = None) -> list[str]:
        return [sys.executable, "manage.py", "up", "--port", str(port or self.port)]

    def start(self, seconds: float = 60.0) -> None:
        self.output.write_text("")
        with self.output.open("a") as stream:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.tree,
                env=self.env,
                stdout=stream,
                stderr=stream,
                preexec_fn=lambda: prctl(PR_SET_PDEATHSIG, signal.SIGTERM),
            )
        until(lambda: "is ready" in self.said() or self.ended(), seconds)
        assert not self.ended(), self.said()

    def said(self) -> str:
        return self.output.read_text()

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def try_start(
        self, port: int | None = None, argv: tuple[str, ...] = (), **env: str
    ) -> tuple[int, str]:
        done = subprocess.run(
            [*self.command(port), *argv],
            cwd=self.tree,
            env={**self.env, **env},
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.returncode, done.stderr

    def processes(self) -> dict[int, str]:
        """Everything that was started from here, by environment or by arguments."""
        marks = (f"YIPAN_VAR={self.var}", str(self.var), str(self.tree))
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                argv = (entry / "cmdline").read_bytes().decode(errors="replace")
                environ = (entry / "environ").read_bytes().decode(errors="replace")
                where = str((entry / "cwd").readlink())
            except OSError:
                continue
            if any(mark in text for mark in marks for text in (argv, environ, where)):
                found[int(entry.name)] = argv.replace("\0", " ")
        found.pop(os.getpid(), None)
        return found

    def pid_of(self, words: str) -> int:
        pids = [p for p, argv in self.processes().items() if words in argv]
        return min(pid for pid in pids if "guard.py" not in self.processes()[pid])

    def web_pids(self) -> set[int]:
        found = self.processes().items()
        return {
            pid
            for pid, argv in found
            if "config.serving" in argv and "guard.py" not in argv
        }

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status


def until(condition: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
