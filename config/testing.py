"""Pytest plugin (`-p config.testing`): servers for the tests, and no way out.

Loaded before the settings, which compute their URLs from what is set here. Every run
has a folder and a PostgreSQL of its own, so that two runs from one tree do not meet;
every process that runs tests has a Redis of its own, because channels and FLUSHALL
know no database numbers. A run that is killed leaves no process: the guards see to it.
"""

from __future__ import annotations

import fcntl
import gc
import importlib
import os
import shutil
import signal
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from config import places, testing_cluster
from config.supervisor.guard import PR_SET_PDEATHSIG, prctl

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
LOCAL = ("127.", "::1", "localhost")
FOLDERS = ("tests/architecture/", "tests/browser/", "tests/demo/")
FILES = ("tests/permissions/", "tests/pictures/test_page.py", "tests/supervisor/")
"""Tests that share something dear: one process for a folder, or for a file of it."""

_children: list[Any] = []
_held: list[int] = []


def _runs() -> Path:
    """Folder of all runs; root's must be one that the database's account can enter."""
    usual = places.BASE_DIR / "var" / "test"
    if os.getuid() != 0 or places.open_to_all(places.BASE_DIR):
        return usual
    return places.temporary() / "yipan-test"


def _own_folder() -> None:
    """Name this run's folder, and drop those of runs that are over."""
    runs = _runs()
    runs.mkdir(parents=True, exist_ok=True)
    for old in runs.glob("run-*.lock"):
        handle = _lock(old)
        if handle is None:
            continue
        shutil.rmtree(old.with_suffix(""), ignore_errors=True)
        old.unlink(missing_ok=True)
        os.close(handle)
    folder = runs / f"run-{os.getpid()}"
    (folder / "static").mkdir(parents=True, exist_ok=True)
    handle = _lock(runs / f"{folder.name}.lock")
    _held.extend([handle] if handle is not None else [])
    os.environ["YIPAN_VAR"] = str(folder)
    os.environ.setdefault("SECRET_KEY", "tests-only")
    os.environ.setdefault("PLAIN_STATIC", "1")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def _lock(path: Path) -> int | None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def _own_redis() -> None:
    name = f"redis-{WORKER or 'main'}"
    os.environ["YIPAN_REDIS_SOCKET"] = str(places.socket_dir() / f"{name}.sock")


if WORKER:
    # A killed run takes its test processes along (they would finish their test first).
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
else:
    _own_folder()
if not os.environ.get("REDIS_URL"):
    _own_redis()


def pytest_configure(config: pytest.Config) -> None:
    """The database once per run, Redis once per process that runs tests."""
    if config.option.collectonly or config.option.help or config.option.version:
        return
    distributes = bool(getattr(config.option, "numprocesses", None)) and not WORKER
    from config.supervisor.errors import StartError

    try:
        _start(serves_tests=not distributes)
    except StartError as error:
        raise pytest.UsageError(str(error)) from error


def _start(*, serves_tests: bool) -> None:
    from config.supervisor import account, postgres, redisserver

    home = account.data_root()
    if places.embedded_postgres() and not WORKER:
        testing_cluster.fetch(_runs(), home / "postgres")
        _children.append(postgres.start(home, extra=postgres.CARELESS))
        postgres.wait(_children[0])
        postgres.bootstrap()
        _let_pass_triggers()
        testing_cluster.begin()
    if places.embedded_redis() and serves_tests:
        name = Path(os.environ["YIPAN_REDIS_SOCKET"]).stem
        _children.append(redisserver.start(home, name=name))
        redisserver.wait(_children[-1])


def _let_pass_triggers() -> None:
    """`tests.keeping` writes rows back that triggers have seen already."""
    from config.supervisor import postgres

    connection = postgres.connect()
    with connection.cursor() as cursor:
        cursor.execute("GRANT SET ON PARAMETER session_replication_role TO yipan_owner")
    connection.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Of two processes one reads all tests from the end: each compiles half of them,
    and finds what the other has compiled."""
    whole = session.config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if WORKER != "gw1" or not whole:
        return
    for path in sorted(places.BASE_DIR.glob("tests/**/test_*.py"), reverse=True):
        parts = path.relative_to(places.BASE_DIR).with_suffix("").parts
        importlib.import_module(".".join(parts))


def pytest_collection_finish() -> None:
    """What thousands of tests imported stays: garbage is not looked for in there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop what was started here; the folder goes with the run."""
    from config.supervisor import account, services

    if _children:
        testing_cluster.end(account.data_root() / "postgres")
        services.stop(_children)
        _children.clear()
        testing_cluster.leave(_runs(), account.data_root() / "postgres")
    if _held:
        folder = places.var_dir()
        shutil.rmtree(places.socket_dir(), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_suffix(".lock").unlink(missing_ok=True)
        os.close(_held.pop())
        with suppress(OSError):
            folder.parent.rmdir()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests go to whichever process is free, those named above together.

    (The mark xdist_group does not reach the scheduler under this pytest.)
    """
    from xdist.scheduler import (  # type: ignore[import-untyped]
        LoadScopeScheduling,
    )

    def together(nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if folder := next(filter(file.startswith, FOLDERS), None):
            return folder
        return file if file.startswith(FILES) else nodeid

    scheduler: Any = LoadScopeScheduling(config, log)
    scheduler._split_scope = together
    return scheduler


class BlockedConnection(AssertionError):
    """A test tried to reach a machine: this product calls nobody."""


def _only_local(method: Any) -> Any:
    """A `socket` method that only knows this machine."""

    def guarded(self: socket.socket, address: Any) -> Any:
        inet = self.family in (socket.AF_INET, socket.AF_INET6)
        if inet and not str(address[0]).startswith(LOCAL):
            raise BlockedConnection(f"outbound connection to {address!r}")
        return method(self, address)

    return guarded


@pytest.fixture(autouse=True, scope="session")
def _no_way_out() -> Any:
    """Fail every test that opens a connection beyond this machine."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        method = getattr(socket.socket, name)
        patch.setattr(socket.socket, name, _only_local(method))
    yield
    patch.undo()
