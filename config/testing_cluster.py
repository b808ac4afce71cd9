"""A test run begins with the tables of the one before, while no migration is newer.

Creating the cluster and migrating takes longer than most tests one runs by hand. The
first run of a day, or after a migration was touched, copies its migrated database as
`READY` and leaves its data folder behind; later runs copy that folder. Only for the
embedded server; whatever goes wrong here costs time, never a test.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from config import places

READY = "yipan_ready"
FLAG = "YIPAN_TEST_TABLES"
"""Tells the processes that run tests: "there", or "wanted" of the first of them."""


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


def make_ready(database: str, data: Path) -> None:
    """Copy a freshly migrated database nobody is connected to."""
    from config.supervisor import postgres

    connection = postgres.connect()
    with connection.cursor() as cursor:
        cursor.execute(
            f'CREATE DATABASE {READY} TEMPLATE "{database}" OWNER yipan_owner'
        )
    connection.close()
    (data / READY).touch()
