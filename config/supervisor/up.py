"""`manage.py up`: everything, in the right order, and nothing left afterwards."""

from __future__ import annotations

import errno
import http.client
import signal
import socket
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from config import places
from config.supervisor import account, fleet, postgres, prepare, redisserver, services
from config.supervisor.errors import (
    ChildFailed,
    PortTaken,
    StartError,
    from_os_error,
)
from config.supervisor.fleet import Fleet, Slot
from config.supervisor.program import Child

HOST = "127.0.0.1"
WEB_SECONDS = 60.0
LOOK_SECONDS = 0.2
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(BaseException):
    """Somebody asked for the end; not an error, so no handler may swallow it."""


def run(port: int, say: Callable[[str], None]) -> int:
    """Start, watch, stop; the exit status of the command."""
    for number in ENDINGS:
        signal.signal(number, _stop)
    address = f"http://{HOST}:{port}/"
    try:
        with services.lock() as lock:
            lock.take_or_refuse(address)
            check_port(port)
            return _serve(port, address, say)
    except Stop:
        return 0
    except (StartError, OSError) as error:
        where = places.var_dir()
        told = error if isinstance(error, StartError) else from_os_error(error, where)
        sys.stderr.write(f"{told}\n")
        return 1


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def _serve(port: int, address: str, say: Callable[[str], None]) -> int:
    ships = Fleet(say)
    try:
        start_servers(ships)
        prepare.everything(say)
        start_own(ships, port)
        say(f"Yipan is ready: {address}")
        while True:
            time.sleep(LOOK_SECONDS)
            ships.tend()
    finally:
        for number in ENDINGS:
            signal.signal(number, signal.SIG_IGN)
        ships.stop()
        services.tidy()


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


def start_own(ships: Fleet, port: int) -> None:
    """Web, worker, dispatcher; back when the first page can be had. What is done at
    night starts last."""
    for program in (fleet.web(port), fleet.worker(), fleet.dispatcher()):
        ships.own.append(Slot(program.name, _starter(program)))
    web, *others = ships.own
    child = web.launch()
    for slot in others:
        slot.launch()
    wait_for_web(child, port)
    ships.own.append(Slot("nightly", _starter(fleet.nightly())))
    ships.own[-1].launch()


def _starter(program: Any) -> Callable[[], Child]:
    return lambda: Child(program)


def wait_for_web(child: Child, port: int) -> None:
    """Until the process says it is healthy; a dead one is reported."""
    deadline = time.monotonic() + WEB_SECONDS
    while not healthy(port):
        if child.status() is not None or time.monotonic() > deadline:
            raise ChildFailed(
                f"The web process did not start. The end of its log:\n{child.tail()}",
                "网页进程启动失败，日志末尾见上。",
            )
        time.sleep(0.05)


def healthy(port: int) -> bool:
    """Does GET /healthz answer 200?"""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def check_port(port: int) -> None:
    """Refuse early, and say what can be done."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise PortTaken(
                    f"Port {port} is reserved for root: choose one above 1023.",
                    f"端口 {port} 需要 root 权限：请选择 1023 以上的端口。",
                ) from error
            raise PortTaken(
                f"Port {port} is taken by another program: choose another one, "
                f"e.g. make run PORT={port + 1}",
                f"端口 {port} 已被占用：请换一个端口，例如 make run PORT={port + 1}",
            ) from error
