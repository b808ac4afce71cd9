"""`manage.py up`: everything, in the right order, and nothing left afterwards."""

from __future__ import annotations

import http.client
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any, NoReturn

from config import env, places
from config.supervisor import (
    account,
    fleet,
    postgres,
    prepare,
    redisserver,
    services,
    web,
)
from config.supervisor.errors import ChildFailed, StartError, from_os_error
from config.supervisor.fleet import Fleet, Slot
from config.supervisor.program import Child, Program
from config.supervisor.renewal import Renewal

WEB_SECONDS = 60.0
LOOK_SECONDS = 0.2
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
RENEW = signal.SIGUSR2


class Stop(BaseException):
    """Somebody asked for the end; not an error, so no handler may swallow it."""


@dataclass(frozen=True)
class Shape:
    """Where it answers, and whether it is one more host of a site that has one."""

    port: int
    host: str = web.HOST
    further: bool = False

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}/"


def run(shape: Shape, say: Callable[[str], None]) -> int:
    """Start, watch, stop; the exit status of the command."""
    for number in ENDINGS:
        signal.signal(number, _stop)
    signal.signal(RENEW, lambda *_: None)  # until there is something to renew
    try:
        if shape.further:
            check_urls()
        with services.lock() as lock:
            lock.take_or_refuse(shape.address)
            with web.listener(shape.host, shape.port) as listens:
                return _serve(shape, listens, say)
    except Stop:
        return 0
    except (StartError, OSError) as error:
        where = places.var_dir()
        told = error if isinstance(error, StartError) else from_os_error(error, where)
        sys.stderr.write(f"{told}\n")
        return 1


def check_urls() -> None:
    """A further host has no servers of its own: which ones it joins must be said."""
    if places.embedded_postgres() or places.embedded_redis():
        raise StartError(
            "A further host needs DATABASE_URL and REDIS_URL of the first one.",
            "新增主机必须设置首台主机的 DATABASE_URL 和 REDIS_URL。",
        )


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def _serve(shape: Shape, listens: socket.socket, say: Callable[[str], None]) -> int:
    ships = Fleet(say)
    try:
        if not shape.further:
            start_servers(ships)
        prepare.everything(say, further=shape.further)
        pages = start_own(ships, shape, listens)
        say(f"Yipan is ready: {shape.address}")
        _watch(ships, pages)
    finally:
        for number in (*ENDINGS, RENEW):
            signal.signal(number, signal.SIG_IGN)
        ships.stop()
        services.tidy()


def _watch(ships: Fleet, pages: list[Slot]) -> NoReturn:
    """Until somebody asks for the end, in which case `Stop` is raised."""
    renewal = Renewal(ships)
    signal.signal(RENEW, lambda *_: renewal.begin(pages))
    while True:
        time.sleep(LOOK_SECONDS)
        ships.tend()
        renewal.tend()


def start_servers(ships: Fleet) -> None:
    """The servers that no URL names, both at once."""
    home = account.data_root()
    if home != places.var_dir():
        ships.say(f"The data is in {home} / 数据位于 {home}")
    waits: list[tuple[Callable[[Child], None], Child]] = []
    if places.embedded_postgres():
        slot = fleet.server("postgres", lambda: postgres.start(home))
        ships.servers.append(slot)
        waits.append((postgres.wait, slot.launch()))
    if places.embedded_redis():
        slot = fleet.server("redis", lambda: redisserver.start(home))
        ships.servers.append(slot)
        waits.append((redisserver.wait, slot.launch()))
    for wait, child in waits:
        wait(child)
    if places.embedded_postgres():
        postgres.bootstrap()


def start_own(ships: Fleet, shape: Shape, listens: socket.socket) -> list[Slot]:
    """Web, worker, dispatcher; back with the web processes when all of them serve.
    What is done at night starts last, and on the first host alone."""
    pages = [Slot(one.name, _starter(one)) for one in web.programs(listens)]
    others = [fleet.worker()] if shape.further else [fleet.worker(), fleet.dispatcher()]
    ships.own += [*pages, *(Slot(one.name, _starter(one)) for one in others)]
    children = [slot.launch() for slot in ships.own][: len(pages)]
    for child in children:
        wait_for_web(child, shape.port, shape.host)
    if not shape.further:
        for one in at_night():
            ships.own.append(Slot(one.name, _starter(one)))
            ships.own[-1].launch()
    return pages


def at_night() -> list[Program]:
    """What keeps backups, and the changes since where the server does not hand them
    over itself."""
    fetched = env.flag("ARCHIVE_CHANGES") and not places.embedded_postgres()
    return [fleet.nightly(), *([fleet.archive()] if fetched else [])]


def _starter(program: Any) -> Callable[[], Child]:
    return lambda: Child(program)


def wait_for_web(child: Child, port: int, host: str = web.HOST) -> None:
    """Until the process says it is healthy; a dead one is reported."""
    deadline = time.monotonic() + WEB_SECONDS
    while not (child.ready() and healthy(port, host)):
        if child.status() is not None or time.monotonic() > deadline:
            raise ChildFailed(
                f"The web process did not start. The end of its log:\n{child.tail()}",
                "网页进程启动失败，日志末尾见上。",
            )
        time.sleep(0.05)


def healthy(port: int, host: str = web.HOST) -> bool:
    """Does GET /healthz answer 200?"""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
