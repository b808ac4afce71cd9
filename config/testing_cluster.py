"""Tables are made once and copied, from run to run and from database to database.

Creating the cluster and migrating takes longer than most tests one runs by hand. The
first run of a day, or after a migration was touched, migrates `READY` while the tests
are collected and leaves its data folder behind; later runs copy that folder. Every
database of a run is a copy of `READY`, brought up to date like any other: a migration
that fails is told by the first test. Only for the embedded server.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config import places
from config.supervisor.guard import PR_SET_PDEATHSIG, prctl

READY = "yipan_ready"
FLAG = "YIPAN_TEST_TABLES"
"""Tells the processes that run tests: "there", or "wanted" while it is made."""

_maker: list[subprocess.Popen[bytes]] = []


def _key() -> str:
    """What the tables follow from; the day too, for migrations may ask for it."""
    found = hashlib.sha256(str(dt.date.today()).encode())
    for path in _sources():
        found.update(str(path.relative_to(places.BASE_DIR)).encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    yield places.BASE_DIR / "constraints.txt"
    yield places.BASE_DIR / "config" / "supervisor" / "postgres.py"
    yield from sorted(places.BASE_DIR.glob("config/wall/*.py"))
    yield from sorted(places.BASE_DIR.glob("*/migrations/*.py"))


def _kept(runs: Path) -> Path:
    return runs / f"tables-{_key()}"


def fetch(runs: Path, data: Path) -> None:
    """Put what an earlier run left into the folder of this one, if it still holds."""
    kept = _kept(runs)
    os.environ[FLAG] = "wanted"
    if kept.exists() and not data.exists():
        if _copied(kept, data):
            os.environ[FLAG] = "there"
        else:
            shutil.rmtree(data, ignore_errors=True)


def leave(runs: Path, data: Path) -> None:
    """Leave the data folder of a stopped server behind, in place of older ones."""
    kept, new = _kept(runs), runs / f"new-{os.getpid()}"
    if os.environ.get(FLAG) != "wanted" or kept.exists():
        return
    if (data / READY).exists() and _copied(data, new):
        for old in runs.glob("tables-*"):
            shutil.rmtree(old, ignore_errors=True)
        new.rename(kept)
    shutil.rmtree(new, ignore_errors=True)


def _copied(source: Path, target: Path) -> bool:
    """With owners: the server's account is not always this one."""
    argv = ["cp", "-a", str(source), str(target)]
    return subprocess.run(argv, capture_output=True, check=False).returncode == 0  # noqa: S603


def begin() -> None:
    """Migrate `READY` in a process of its own, which holds the lock until it ends."""
    from config.supervisor import postgres

    if os.environ.get(FLAG) != "wanted":
        return
    connection = postgres.connect()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {READY} OWNER yipan_owner")
    connection.close()
    with _lock().open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        _maker.append(_migrating(held.fileno()))


def _migrating(held: int) -> subprocess.Popen[bytes]:
    silent: dict[str, Any] = dict.fromkeys(
        ("stdin", "stdout", "stderr"), subprocess.DEVNULL
    )
    return subprocess.Popen(
        [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"],
        cwd=places.BASE_DIR,
        env={**os.environ, "YIPAN_ROLE": "owner", "YIPAN_DATABASE": READY},
        pass_fds=[held],
        preexec_fn=lambda: prctl(PR_SET_PDEATHSIG, signal.SIGKILL),
        **silent,
    )


def template() -> str | None:
    """What a database of this run is copied from, as soon as it is there."""
    if FLAG not in os.environ:
        return None
    if os.environ[FLAG] == "wanted":
        with _lock().open() as held:
            fcntl.flock(held, fcntl.LOCK_SH)
    return READY


def end(data: Path) -> None:
    """Note that `READY` is whole; who ends sooner does without it."""
    for maker in _maker:
        if maker.poll() is None:
            maker.kill()
        if maker.wait() == 0:
            (data / READY).touch()
    _maker.clear()


def _lock() -> Path:
    return places.var_dir() / f"{READY}.lock"
