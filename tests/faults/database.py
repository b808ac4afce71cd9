"""The run's PostgreSQL in the supervisor's care, with the settings of a real site.

Elsewhere the tests' server is careless: it may lose what a power cut would take. Here
it is stopped, and its data served by what `manage.py up` would start, which also starts
it again when it ends; on a small disk of its own where a disk is to be filled.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connections

from config import places, testing
from config.supervisor import account, fleet, postgres
from config.supervisor.program import Child, stop_all
from tests.coordination.racing import until
from tests.faults.product import Product, alive

STOP_SECONDS = 20.0


class Server:
    """PostgreSQL as the first of the product's servers."""

    def __init__(self, product: Product, home: Path) -> None:
        self.product, self.home = product, home
        self.slot = fleet.server("postgres", lambda: postgres.start(home))
        postgres.wait(self.slot.launch())
        product.fleet.servers.append(self.slot)

    def pid(self) -> int:
        """Of the server itself, not of its guard; 0 while there is none."""
        try:
            note = (self.home / "postgres" / "postmaster.pid").read_text()
        except OSError:
            return 0
        pid = int(note.splitlines()[0])
        return pid if alive(pid) else 0

    def kill(self) -> None:
        """kill -9; the supervisor brings it back, nobody else."""
        pid = until(self.pid, 60)
        os.kill(pid, signal.SIGKILL)
        until(lambda: not alive(pid), 5)
        connections.close_all()

    def answers_again(self, seconds: float = 60.0) -> None:
        """Wait, and drop what this thread held of the server before."""
        until(postgres.answers, seconds)
        connections.close_all()


@contextmanager
def supervised(product: Product, disk: Path | None = None) -> Iterator[Server]:
    """The server in care for the length of a block; `disk`: where its data is moved."""
    _replace(stopped=True)
    usual = account.data_root()
    if disk is not None:
        _copy(usual / "postgres", disk / "postgres")
    server = Server(product, disk or usual)
    try:
        yield server
    finally:
        product.stop()
        product.fleet.servers.clear()
        if disk is not None:  # what the tests' database holds now is there
            shutil.rmtree(usual / "postgres")
            _copy(disk / "postgres", usual / "postgres")
        _replace(stopped=False)


def _copy(source: Path, target: Path) -> None:
    """With owners: the server's account is not always this one."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def _replace(*, stopped: bool) -> None:
    """Stop the careless server of the run, or start it again."""
    connections.close_all()
    if stopped:
        stop_all([testing._children[0]], STOP_SECONDS)
        return
    started: Child = postgres.start(account.data_root(), extra=postgres.CARELESS)
    testing._children[0] = started
    postgres.wait(started)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A disk that can be filled; only who may mount one can run such a test."""
    where = places.temporary() / f"yipan-small-{os.getpid()}"
    where.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(where)]
    try:
        done = subprocess.run(["mount", *options], capture_output=True, text=True)
        assert done.returncode == 0, (
            f"a disk can only be filled by who may mount one: {done.stderr.strip()}"
        )
        try:
            yield where
        finally:
            subprocess.run(["umount", "-l", str(where)], check=True)
    finally:
        where.rmdir()


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Not a byte is left for the length of a block."""
    ballast = disk / "ballast"
    try:
        with ballast.open("wb") as stream:
            while (free := shutil.disk_usage(disk).free) > 0:
                end = os.fstat(stream.fileno()).st_size
                with suppress(OSError):  # somebody else has just taken a part of it
                    os.posix_fallocate(stream.fileno(), end, free)
        yield
    finally:
        ballast.unlink()
