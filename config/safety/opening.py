"""A backup opened in a server of its own, which is gone afterwards."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.safety import archive, programs, servers, shelf
from config.safety.servers import scratch
from config.supervisor import account as accounts
from config.supervisor import postgres
from config.supervisor.account import Account

DUMP = "yipan.dump"
LATEST = "latest"
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Only for what is thrown away."""


@contextmanager
def workshop(account: Account) -> Iterator[Path]:
    """A folder beside the backups for the length of a block."""
    place = Path(tempfile.mkdtemp(prefix="scratch-", dir=shelf.prepare()))
    accounts.private_folder(place, account)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def opened(folder: Path, to: str = "") -> Iterator[str]:
    """The backup in that folder in a scratch server; the address of its database.

    `to`: "" for the backup itself, "latest" or a moment for changes after it.
    """
    account = shelf.owner()
    with workshop(account) as place:
        data = lay_out(folder, place / "data", account)
        if data is None:
            with fresh(place / "data", account) as url:
                load(folder / DUMP, url, account)
                yield url
        else:
            with recovered(data, account, to=to, extra=CARELESS) as url:
                yield url


def lay_out(folder: Path, data: Path, account: Account) -> Path | None:
    """A cluster's files at `data`; None when the backup is a dump."""
    if (folder / DUMP).exists():
        return None
    accounts.private_folder(data, account)
    servers.copy(folder / "base", data, account)
    return data


@contextmanager
def recovered(
    data: Path, account: Account, *, to: str, extra: dict[str, str] | None = None
) -> Iterator[str]:
    """A server over a copied base: as of the backup's end, or of a later moment."""
    (data / "recovery.signal").touch()
    settings = recovery(to) | (extra or {})
    with scratch(data, account, settings) as url:
        yield url


def recovery(to: str) -> dict[str, str]:
    """Settings of a recovery. Without a later moment the archive is not asked: the
    files of the backup are enough, or it is none."""
    told = {"recovery_target_action": "promote"}
    if not to:
        command = "false"
        return told | {
            "restore_command": command,
            "recovery_target": "immediate",
            "recovery_target_timeline": "current",
        }
    told["restore_command"] = archive.fetch(archive.folder())
    return told if to == LATEST else told | {"recovery_target_time": to}


def moment(text: str, zone: dt.tzinfo) -> str:
    """A moment as PostgreSQL reads it. ValueError for what is none."""
    if text in ("", LATEST):
        return text
    at = dt.datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).isoformat(" ")


@contextmanager
def fresh(data: Path, account: Account) -> Iterator[str]:
    """An empty cluster with our roles and an empty database."""
    accounts.private_folder(data, account)
    postgres.initialise(programs.program("initdb", account), data, account)
    with served(data, account, CARELESS) as url:
        yield url


@contextmanager
def served(
    data: Path, account: Account, extra: dict[str, str] | None = None
) -> Iterator[str]:
    """A server over a cluster that has just been made."""
    with scratch(data, account, extra) as url:
        connection = servers.connect(url.removesuffix(servers.NAME) + "postgres")
        connection.autocommit = True
        postgres.bootstrap(connection)
        yield url


def load(dump: Path, url: str, account: Account) -> None:
    """Read a dump into the database at the address; the first error ends it."""
    argv = ["--exit-on-error", "--no-password", f"--dbname={servers.NAME}", str(dump)]
    programs.run("pg_restore", argv, account, programs.login(url))
