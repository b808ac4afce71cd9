"""The archive of changes of a server of one's own (ARCHIVE_CHANGES).

Such a server has no folder of ours to hand its files to. PostgreSQL's own receiver
fetches them as a standby would and lays them where, and as, the embedded server's lie.
What it has not fetched yet the server keeps for it, in a slot: at most as much as
`max_slot_wal_keep_size` says. A file ends when it is full or, where the server's
`archive_timeout` says so, after that time; only then is it in the archive.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from config import places
from config.safety import archive, programs, servers, shelf, whose
from config.safety.archive import Archiving
from config.safety.errors import Unsafe
from config.safety.taking import may_copy
from config.supervisor import account as accounts
from config.supervisor import postgres
from config.supervisor.account import Account

SLOT = "yipan_archive"
_SLOT = """
SELECT active, wal_status, pg_walfile_name(pg_current_wal_flush_lsn()),
    extract(epoch FROM now() - pg_postmaster_start_time())
FROM (VALUES (1)) AS here LEFT JOIN pg_replication_slots ON slot_name = %s
"""
# A host that loses its power says nothing (config/places.py).
LINK = " ".join(f"{word}={value}" for word, value in places.UNANSWERED.items())


def ours() -> bool:
    """Whether Yipan keeps the changes since a backup; else the server's administrator
    does."""
    return places.embedded_postgres() or settings.ARCHIVE_CHANGES


def receiver() -> tuple[list[str], dict[str, str], Account]:
    """The program that fetches changes until it is ended, its environment and account.

    Its slot and its folder are ready then. Unsafe where the login may not do it.
    """
    url, account = servers.live(), shelf.owner()
    connection = servers.connect(url)
    connection.autocommit = True
    try:
        _refuse_login(connection)
        shelf.prepare()
        whose.claim(connection)
        accounts.private_folder(archive.folder(), account)
        _hold_on(connection)
    finally:
        connection.close()
    # Ended by whatever parts it from the server, it is started again, and looks anew
    # whether what comes continues what is there.
    argv = [str(programs.program("pg_receivewal", account)), "--no-loop"]
    argv += [
        "--no-password",
        f"--dbname={LINK}",
        f"--directory={archive.folder()}",
        f"--slot={SLOT}",
        "--compress=gzip:1",
    ]
    return argv, {**os.environ, "LC_ALL": "C", **programs.login(url)}, account


def _refuse_login(connection: Any) -> None:
    if not may_copy(connection):
        raise Unsafe(
            "The database's owner may not fetch its changes: ALTER ROLE … REPLICATION, "
            "and a line for `replication` in pg_hba.conf; the server must be "
            f"PostgreSQL {postgres.MAJOR}.",
            "数据库属主账户无权接收变更：请执行 ALTER ROLE … REPLICATION，"
            "并在 pg_hba.conf 中为 replication 增加一行；"
            f"服务器须为 PostgreSQL {postgres.MAJOR}。",
        )


def _hold_on(connection: Any) -> None:
    """A slot whose changes are all there still. Without one, where the server has let
    go of some or was set back to before what is kept, what comes does not continue
    it."""
    with connection.cursor() as cursor:
        cursor.execute(_SLOT, [SLOT])
        active, status, writing, _age = cursor.fetchone()
        kept = archive.kept(archive.folder())
        ahead = bool(kept) and kept[-1] > writing
        if status in ("reserved", "extended", "unreserved") and not ahead:
            return
        if active is not None:
            cursor.execute("SELECT pg_drop_replication_slot(%s)", [SLOT])
        archive.begin_anew()
        cursor.execute("SELECT pg_create_physical_replication_slot(%s, true)", [SLOT])


def state(connection: Any) -> Archiving:
    """How it goes: failing where nobody fetches, or no file has come to its end."""
    with connection.cursor() as cursor:
        cursor.execute(_SLOT, [SLOT])
        active, status, _writing, up = cursor.fetchone()
    # A server that has just been started has ended no file yet.
    age = min(time.time() - _newest(archive.folder()), float(up))
    fetched = active and status != "lost"
    return Archiving(True, age, not fetched or age > archive.STUCK_SECONDS)


def _newest(folder: Path) -> float:
    """When the last file came to its end; of an empty folder, when it was made."""
    if not folder.exists():
        return 0.0
    ended = [folder / (name + archive.ENDING) for name in archive.kept(folder)]
    return (ended[-1] if ended else folder).stat().st_mtime
