"""Taking a backup: under a name that nobody trusts, until it has been opened."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from config import places
from config.safety import (
    archive,
    auditing,
    figures,
    opening,
    programs,
    servers,
    shelf,
    whose,
)
from config.safety.errors import Different
from config.safety.figures import Figures
from config.safety.shelf import Backup, Manifest
from config.supervisor import account as accounts
from config.supervisor import postgres
from config.supervisor.account import Account

BASE, DUMPED = "base", "dump"
RESERVE = 100_000_000
Say = Callable[[str], None]


def take(
    say: Say, now: dt.datetime, kind: str = "", *, another: bool = False
) -> Backup:
    """A verified backup. Unsafe, and nothing left behind, where it cannot be made.
    `another`: the server continues the one whose backups lie there."""
    root = shelf.prepare()
    kind = kind or usual_kind()
    shelf.check_space(root, needed())
    whose_it_is(another=another)
    account = shelf.owner()
    name = f"{now.astimezone(dt.UTC):{shelf.STAMP}}-{kind}"
    folder = root / (name + shelf.PART)
    heads = auditing.copied()
    accounts.private_folder(folder, account)
    try:
        say(f"Writing {folder} / 正在写入备份")
        manifest = WAYS[kind](folder, account)
        manifest.begun, manifest.heads = now.isoformat(), heads
        keep_media(folder)
        say("Opening it to see whether it is whole / 正在打开备份进行核验")
        verify(folder, manifest)
        manifest.files = dict(shelf.digests(folder))
        refuse(list(unlike_server(folder, manifest.files)))
        manifest.bytes = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
        shelf.write(folder, manifest)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Backup(root / name)


def whose_it_is(*, another: bool) -> None:
    """Unsafe where the backups that are there are another server's."""
    connection = servers.connect(servers.live())
    try:
        if another:
            whose.take_over(connection)
        whose.claim(connection)
    finally:
        connection.close()


def usual_kind() -> str:
    """A base where the login may copy the whole server, else a dump."""
    if places.embedded_postgres():
        return BASE
    connection = servers.connect(servers.live())
    try:
        return BASE if may_copy(connection) else DUMPED
    finally:
        connection.close()


def may_copy(connection: Any) -> bool:
    """Whether the login may, and our programs are of the server's version."""
    if connection.server_version // 10_000 != int(postgres.MAJOR):
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolreplication OR rolsuper FROM pg_roles"
            " WHERE rolname = current_user"
        )
        return bool(cursor.fetchone()[0])


def needed() -> int:
    """Bytes that a backup takes while it is made: itself, and the copy it is opened
    from."""
    connection = servers.connect(servers.live())
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return 2 * int(cursor.fetchone()[0]) + RESERVE
    finally:
        connection.close()


def base(folder: Path, account: Account) -> Manifest:
    """All files of the server, and the log that was written meanwhile.

    Its figures can only be read in the copy; two looks at the live database say
    between what they must lie.
    """
    url = servers.live(superuser=True)
    before = servers.figures(url)
    target = folder / "base"
    argv = [f"--pgdata={target}", "--wal-method=stream", "--checkpoint=fast"]
    argv += ["--manifest-checksums=SHA256", "--no-password"]
    programs.run("pg_basebackup", argv, account, programs.login(url))
    ended = dt.datetime.now(dt.UTC)
    after = servers.figures(url)
    with opening.opened(folder) as copy:
        found = servers.figures(copy)
    refuse(list(figures.outside(before, after, found)))
    return _manifest(BASE, found, ended, first_log(target))


def unlike_server(folder: Path, files: dict[str, str]) -> Iterator[str]:
    """Files that are not what the server sent, by its own list of them.

    (pg_verifybackup does the same; the one in the wheel dies of it.)
    """
    listed = folder / "base" / "backup_manifest"
    if not listed.exists():
        return
    for entry in json.loads(listed.read_text())["Files"]:
        name = f"base/{entry['Path']}"
        if files.get(name) != entry["Checksum"]:
            yield f"{name} was not written as it was sent"


def first_log(target: Path) -> str:
    """The first file of the log that the copy needs, out of its label."""
    label = (target / "backup_label").read_text()
    return label.partition("(file ")[2].partition(")")[0]


def dumped(folder: Path, account: Account) -> Manifest:
    """One database as of one snapshot, which the figures are read from as well."""
    url = servers.live()
    connection = servers.connect(url)
    try:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot(), now()")
            snapshot, at = cursor.fetchone()
        target = folder / opening.DUMP
        argv = ["--format=custom", f"--snapshot={snapshot}", f"--file={target}"]
        programs.run("pg_dump", [*argv, "--no-password"], account, programs.login(url))
        return _manifest(DUMPED, figures.read(connection), at, "")
    finally:
        connection.close()


WAYS = {BASE: base, DUMPED: dumped}


def _manifest(kind: str, found: Figures, ended: dt.datetime, wal: str) -> Manifest:
    return Manifest(kind, "", ended.isoformat(), found.plain(), wal=wal)


def keep_media(folder: Path) -> None:
    """Attachments, after the database: a row's file is there before its row is."""
    source = Path(settings.MEDIA_ROOT)
    if source.exists():
        shutil.copytree(source, folder / "media")


def verify(folder: Path, manifest: Manifest) -> None:
    """What is opened holds what was saved, and nothing that cannot be right."""
    saved = manifest.saved()
    refuse(list(figures.unsound(saved)))
    if manifest.kind == DUMPED:
        with opening.opened(folder) as url:
            refuse(list(figures.differences(saved, servers.figures(url))))


def refuse(wrong: list[str]) -> None:
    """Different, with the first of what is wrong."""
    if wrong:
        few = "; ".join(wrong[:5])
        raise Different(
            f"What was restored is not what was saved: {few}",
            f"恢复出的数据与备份记录不一致：{few}",
        )


def retire(now: dt.datetime, days: int) -> list[str]:
    """Let go of old backups and of the changes that only they needed."""
    gone = shelf.retire(days, now)
    bases = [each.manifest().wal for each in shelf.finished()]
    firsts = sorted((wal for wal in bases if wal), key=lambda wal: wal[8:])
    if firsts and archive.folder().exists():
        archive.trim(firsts[0])
    return gone
