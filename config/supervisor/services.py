"""Both embedded servers, those that nobody named by URL."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from config import places
from config.supervisor import account, postgres, redisserver
from config.supervisor.errors import ChildFailed, from_os_error
from config.supervisor.lock import Lock
from config.supervisor.program import Child, stop_all

STOP_SECONDS = 1.5
REUSE_SECONDS = 30.0


def start(children: list[Child], *, careless: bool = False) -> None:
    """Start what is needed and wait until it answers.

    The caller's list is filled as they start, so that it can stop them whatever
    happens in between.
    """
    try:
        home = account.data_root()
        extra = postgres.CARELESS if careless else None
        database = places.embedded_postgres()
        if database:
            children.append(postgres.start(home, extra=extra))
        if places.embedded_redis():
            children.append(redisserver.start(home))
            redisserver.wait(children[-1])
        if database:
            postgres.wait(children[0])
            postgres.bootstrap()
    except OSError as error:
        raise from_os_error(error, places.var_dir()) from error


def stop(children: list[Child]) -> None:
    """End them; PostgreSQL writes its last checkpoint."""
    stop_all(children, STOP_SECONDS)
    tidy()


def tidy() -> None:
    """Take the sockets' folder away when the servers have left it empty."""
    with suppress(OSError):
        places.socket_dir().rmdir()


def lock() -> Lock:
    """The lock of this data folder."""
    return Lock(places.var_dir() / "up.lock")


@contextmanager
def running(*, careless: bool = False) -> Iterator[bool]:
    """Servers for the length of a block; False when those of another process serve."""
    if not places.embedded_postgres() and not places.embedded_redis():
        yield False  # nothing to start, and perhaps no folder to lock
        return
    children: list[Child] = []
    with lock() as held:
        if not held.take("services"):
            wait_for_others(held)
            yield False
            return
        try:
            start(children, careless=careless)
            yield True
        finally:
            stop(children)


def wait_for_others(held: Lock) -> None:
    """Until the servers that another process is starting answer."""
    deadline = time.monotonic() + REUSE_SECONDS
    while not ready():
        if time.monotonic() > deadline:
            who = held.holder()
            raise ChildFailed(
                f"The servers of {who} do not answer.", f"{who} 的服务没有响应。"
            )
        time.sleep(0.1)


def ready() -> bool:
    """Do both embedded servers answer?"""
    database = not places.embedded_postgres() or postgres.answers()
    return database and (not places.embedded_redis() or redisserver.answers())
