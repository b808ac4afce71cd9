"""Servers that are asked: the live one, and scratch ones over a copy of its files."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2

from config import places
from config.safety import programs, shelf
from config.safety.errors import Unsafe
from config.safety.figures import Figures, read
from config.supervisor import account as accounts
from config.supervisor.account import Account
from config.supervisor.program import Child, Program, stop_all

NAME = "yipan"
START_SECONDS = 1800.0
"""A recovery reads all of the archive first; the half hour is what is promised."""
QUIET = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "archive_mode": "off",
    "shared_buffers": "128MB",
    "max_connections": "200",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "lc_messages": "C",
    "hot_standby": "off",
    "autovacuum": "off",
}


def live(superuser: bool = False) -> str:
    """Address of the database in use: as its owner, or, embedded, as superuser."""
    if places.embedded_postgres():
        where = quote(str(places.socket_dir()), safe="")
        name = places.database_url("owner")[0].rpartition("/")[2]
        return f"postgres://{'postgres' if superuser else 'yipan_owner'}@{where}/{name}"
    return places.database_url("owner")[0]


def connect(url: str) -> Any:
    """A connection; Unsafe where the server or the password does not let us in."""
    try:
        return psycopg2.connect(url, connect_timeout=10)
    except psycopg2.OperationalError as error:
        said = " ".join(str(error).split())
        raise Unsafe(
            f"The database cannot be reached: {said}", f"无法连接数据库：{said}"
        ) from error


_BEYOND = "recovery ended before configured recovery target was reached"


def figures(url: str) -> Figures:
    """What the database at the address holds, in one view of its rows."""
    connection = connect(url)
    try:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        return read(connection)
    finally:
        connection.close()


@contextmanager
def scratch(
    data: Path, account: Account, extra: Mapping[str, str] | None = None
) -> Iterator[str]:
    """A server over a folder, for the length of a block; the address of its database,
    as superuser. It listens on a socket of its own and archives nothing."""
    sockets = Path(tempfile.mkdtemp(prefix="yipan-s", dir=places.temporary()))
    accounts.private_folder(sockets, account)
    hba = sockets / "hba.conf"
    hba.write_text("local all all trust\n")
    hba.chmod(0o644)
    argv = [str(programs.program("postgres", account)), "-D", str(data)]
    argv += ["-k", str(sockets)]
    for key, value in {**QUIET, "hba_file": str(hba), **(extra or {})}.items():
        argv += ["-c", f"{key}={value}"]
    log = shelf.root() / "scratch.log"
    (data / "postmaster.pid").unlink(missing_ok=True)
    child = Child(Program("scratch", argv, Path("/"), log, account=account))
    try:
        url = f"postgres://postgres@{quote(str(sockets), safe='')}/"
        _wait(child, url + "postgres")
        yield url + NAME
    finally:
        stop_all([child], 30.0)
        shutil.rmtree(sockets, ignore_errors=True)


def _wait(child: Child, url: str) -> None:
    """Until it takes writes: recovery is over by then."""
    deadline = time.monotonic() + START_SECONDS
    while not _ready(url):
        if child.status() is not None or time.monotonic() > deadline:
            if _BEYOND in child.tail():
                raise Unsafe(
                    "The archive ends before that moment: name an earlier one, or take "
                    "all there is with --to latest.",
                    "归档未到该时刻：请改用更早的时刻，或用 --to latest 恢复到最新。",
                )
            raise Unsafe(
                f"The restored server did not start:\n{child.tail()}",
                "恢复出的数据库无法启动，日志末尾见上。",
            )
        time.sleep(0.05)


def _ready(url: str) -> bool:
    try:
        connection = psycopg2.connect(url)
    except psycopg2.OperationalError:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            return not cursor.fetchone()[0]
    finally:
        connection.close()


def copy(source: Path, target: Path, account: Account) -> None:
    """Into a folder that is there; shares blocks where the file system can."""
    done = account.run(["cp", "-a", "--reflink=auto", f"{source}/.", str(target)])
    if done.returncode:
        said = " ".join(done.stderr.split())[-300:]
        raise Unsafe(f"The copy failed: {said}", f"复制失败：{said}")
