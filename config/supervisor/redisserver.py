"""The embedded Redis: one binary, reached through a socket only."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import redis

from config import places
from config.supervisor import account as accounts
from config.supervisor.errors import ChildFailed, StartError
from config.supervisor.program import Child, Program

START_SECONDS = 30.0
OPTIONS = (
    *("--port", "0", "--unixsocketperm", "700", "--daemonize", "no"),
    *("--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"),
)


def binary(account: accounts.Account, home: Path) -> Path:
    """The server that `make setup` laid beside the packages, else the system's."""
    share = Path(sys.prefix) / "share"
    program = share / "yipan" / "redis-server"
    if program.exists():
        return accounts.reachable(program, share, ["yipan"], account, home)
    system = shutil.which("redis-server")
    if system:
        return Path(system)
    raise StartError(
        "There is no Redis on this machine: run make setup, or name a server with "
        "REDIS_URL.",
        "本机没有 Redis：请执行 make setup，或用 REDIS_URL 指定服务器。",
    )


def start(home: Path, *, name: str = "redis") -> Child:
    """Start the server; `wait` tells when it answers."""
    account = accounts.service_account(home / "postgres")
    data = home / name
    accounts.private_folder(data, account)
    socket = places.redis_socket()
    accounts.private_folder(socket.parent, account)
    socket.unlink(missing_ok=True)
    where = ("--unixsocket", str(socket), "--dir", str(data))
    program = Program(
        name,
        [str(binary(account, home)), *OPTIONS, *where],
        Path("/"),
        places.var_dir() / "log" / f"{name}.log",
        account=account,
    )
    return Child(program)


def answers() -> bool:
    """Does the server take commands (it refuses them while it loads its file)?"""
    client = redis.Redis(unix_socket_path=str(places.redis_socket()))
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def wait(child: Child, seconds: float = START_SECONDS) -> None:
    """Until the server answers; a dead one is reported with its last lines."""
    deadline = time.monotonic() + seconds
    while not answers():
        if child.status() is not None or time.monotonic() > deadline:
            raise ChildFailed(
                f"Redis did not start. The end of its log:\n{child.tail()}",
                "Redis 启动失败，日志末尾见上。",
            )
        time.sleep(0.02)
