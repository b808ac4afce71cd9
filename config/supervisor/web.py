"""The web processes: how many there are, and the one socket they share.

The supervisor opens the socket and keeps it. All processes wait for connections on it,
so whoever has time takes the next one, and none that waits is lost when a process ends.
"""

from __future__ import annotations

import errno
import os
import signal
import socket
from pathlib import Path

from config import env
from config.serving import WAITING
from config.supervisor.errors import PortTaken
from config.supervisor.fleet import program
from config.supervisor.program import Program

HOST = "127.0.0.1"
NEEDS = 300 * 1024 * 1024  # bytes of memory that one takes, with room for a large page
MOST = 8  # by itself: more of them want more of the database's connections


def count() -> int:
    """WEB_PROCESSES; by itself one per core, as many as the free memory holds."""
    cores = len(os.sched_getaffinity(0))
    usual = max(1, min(cores, free_memory() // NEEDS, MOST))
    return env.number("WEB_PROCESSES", default=usual, least=1)


def connections() -> int:
    """Of the database: each page and each hand of the live updates has its own, and
    there is room for workers, backups and people with a question."""
    each = env.number("WEB_THREADS", default=8) + env.number(
        "EVENTS_THREADS", default=4
    )
    return max(200, count() * each + 60)


def free_memory(told: Path = Path("/proc/meminfo")) -> int:
    """Bytes that programs can still have; plenty where the machine does not say."""
    try:
        lines = told.read_text().splitlines()
    except OSError:
        return MOST * NEEDS
    found = (line.split()[1] for line in lines if line.startswith("MemAvailable:"))
    return int(next(found, MOST * NEEDS // 1024)) * 1024


def listener(host: str, port: int) -> socket.socket:
    """A socket of that address, on which nobody is let in yet; refuses early, and says
    what can be done."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        raise _refused(error, host, port) from error
    return made


def _refused(error: OSError, host: str, port: int) -> PortTaken:
    if error.errno == errno.EACCES:
        return PortTaken(
            f"Port {port} is reserved for root: choose one above 1023.",
            f"端口 {port} 需要 root 权限：请选择 1023 以上的端口。",
        )
    if error.errno in (errno.EADDRNOTAVAIL, errno.EINVAL) or isinstance(
        error, socket.gaierror
    ):
        return PortTaken(
            f"{host} is no address of this machine: choose another --host.",
            f"{host} 不是本机地址：请更换 --host。",
        )
    return PortTaken(
        f"Port {port} is taken by another program: choose another one, "
        f"e.g. make run PORT={port + 1}",
        f"端口 {port} 已被占用：请换一个端口，例如 make run PORT={port + 1}",
    )


def programs(listens: socket.socket) -> list[Program]:
    """As many as there shall be, all on that socket."""
    listens.listen(WAITING)
    return [_program(listens.fileno(), n) for n in range(count())]


def _program(number: int, n: int) -> Program:
    """Pages and live updates. The first one's log is `web.log`, as with one alone."""
    name = f"web-{n + 1}" if n else "web"
    argv = ("-m", "config.serving", "--fd", str(number))
    return program(name, "web", *argv, last=signal.SIGTERM, given=(number,), tells=True)
