"""The folder of backups: what lies in it, what each says of itself, what goes.

    backups/
      20261130-020000-base/     the name says when it was begun (UTC) and which kind
        manifest.json           what is in it, written last
        base/ or yipan.dump     the cluster's files, or a dump of the one database
        media/                  attachments
      server                    the number of the server all this is of
      wal/                      changes since then, one file of 16 MB each, packed

A folder appears under its name when it has been verified; until then it ends in
`.part`. Everything belongs to the account of the database and to nobody else (0700).
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from config import places
from config.safety.errors import Damaged, Unsafe
from config.safety.figures import Figures
from config.supervisor import account as accounts

MANIFEST = "manifest.json"
STAMP = "%Y%m%d-%H%M%S"
PART = ".part"
FORMAT = 1


@dataclass
class Manifest:
    """What a backup says of itself; `files`: path below the folder -> SHA-256."""

    kind: str
    begun: str
    ended: str
    figures: dict[str, Any]
    files: dict[str, str] = field(default_factory=dict)
    bytes: int = 0
    wal: str = ""
    """First file of the archive that a restore to a later moment needs."""
    heads: list[str] = field(default_factory=list)
    """Codes of seals that had been copied away when it began."""
    format: int = FORMAT

    @property
    def at(self) -> dt.datetime:
        """The moment whose state it holds, at the latest."""
        return dt.datetime.fromisoformat(self.ended)

    def saved(self) -> Figures:
        return Figures(**self.figures)


@dataclass(frozen=True)
class Backup:
    """A backup that was finished once."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    def manifest(self) -> Manifest:
        """Damaged where it cannot be read."""
        try:
            return Manifest(**json.loads((self.folder / MANIFEST).read_text()))
        except (OSError, ValueError, TypeError) as error:
            raise Damaged(
                f"{self.folder / MANIFEST} cannot be read ({error}): this backup is "
                "damaged. Use an older one.",
                f"无法读取备份清单 {self.folder / MANIFEST}："
                "该备份已损坏，请改用更早的备份。",
            ) from error


def root() -> Path:
    """Where backups lie (YIPAN_BACKUPS, else beside the database)."""
    given = os.environ.get("YIPAN_BACKUPS", "")
    return Path(given).resolve() if given else accounts.data_root() / "backups"


def mark() -> Path:
    """The file with the number of the server whose folder it is (config.safety.whose);
    an empty one lets the next server have it."""
    return root() / "server"


def owner() -> accounts.Account:
    """The account that reads and writes them: the embedded server's, else oneself."""
    if places.embedded_postgres():
        return accounts.service_account(accounts.data_root() / "postgres")
    return accounts.service_account(root())


def prepare() -> Path:
    """The folder, made and closed to others."""
    folder = root()
    accounts.private_folder(folder, owner())
    return folder


@contextmanager
def alone() -> Iterator[Path]:
    """Nobody else writes here meanwhile; halves of broken attempts are swept away."""
    folder = prepare()
    with (folder / ".lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unsafe(
                f"Another backup, restore or drill is at work in {folder}: wait.",
                f"{folder} 中已有备份、恢复或演练在进行，请稍候。",
            ) from None
        for left in (*folder.glob("*" + PART), *folder.glob("scratch-*")):
            shutil.rmtree(left, ignore_errors=True)
        yield folder


def finished() -> list[Backup]:
    """All of them, the oldest first."""
    folder = root()
    found = folder.glob("*/" + MANIFEST) if folder.exists() else ()
    kept = (each.parent for each in found if not each.parent.name.endswith(PART))
    return sorted((Backup(each) for each in kept), key=lambda each: each.name)


def find(name: str) -> Backup:
    """By name, by path, or `latest`."""
    kept = finished()
    if name == "latest" and kept:
        return kept[-1]
    for backup in kept:
        if name in (backup.name, str(backup.folder)):
            return backup
    if (Path(name) / MANIFEST).exists():
        return Backup(Path(name).resolve())
    names = "  ".join(each.name for each in kept) or "-"
    raise Unsafe(
        f"There is no backup {name!r} in {root()}. There are: {names}",
        f"{root()} 中没有备份 {name}。现有备份：{names}",
    )


def check_space(folder: Path, needed: int) -> None:
    """Refuse before anything is written."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Unsafe(
            f"Too little space in {folder}: {mb(needed)} MB needed, {mb(free)} MB "
            "free. Remove old backups or name another disk with YIPAN_BACKUPS.",
            f"{folder} 空间不足：需要 {mb(needed)} MB，剩余 {mb(free)} MB。"
            "请清理旧备份，或用 YIPAN_BACKUPS 指定其他磁盘。",
        )


def mb(size: int) -> int:
    return -(-size // 1_000_000)


def digests(folder: Path) -> Iterator[tuple[str, str]]:
    """(path below the folder, SHA-256) of every file but the manifest itself."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        name = str(path.relative_to(folder))
        if name != MANIFEST:
            with path.open("rb") as stream:
                yield name, hashlib.file_digest(stream, "sha256").hexdigest()


def check_files(backup: Backup) -> Manifest:
    """Every file is there, is the one that was written, and no other is."""
    manifest = backup.manifest()
    found = dict(digests(backup.folder))
    wrong = sorted(
        name
        for name in found.keys() | manifest.files.keys()
        if found.get(name) != manifest.files.get(name)
    )
    if wrong:
        few = ", ".join(wrong[:5])
        raise Damaged(
            f"Backup {backup.name} is damaged: {len(wrong)} files differ from its "
            f"manifest ({few}). Use an older one and check the disk.",
            f"备份 {backup.name} 已损坏：{len(wrong)} 个文件与清单不符（{few}）。"
            "请改用更早的备份，并检查磁盘。",
        )
    return manifest


def write(folder: Path, manifest: Manifest) -> None:
    """Manifest last, everything on the disk, then the final name."""
    path = folder / MANIFEST
    path.write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n")
    path.chmod(0o600)
    for each in (*(p for p in folder.rglob("*") if p.is_file()), folder):
        sync(each)
    folder.rename(folder.with_name(folder.name.removesuffix(PART)))
    sync(folder.parent)


def sync(path: Path) -> None:
    """What was written outlives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def retire(days: int, now: dt.datetime) -> list[str]:
    """Remove what is older than so many days; the last two are kept however old they
    are. Returns the names of what went."""
    gone = []
    for backup in finished()[:-2]:
        begun = dt.datetime.strptime(backup.name[:15], STAMP).replace(tzinfo=dt.UTC)
        if begun < now - dt.timedelta(days=days):
            shutil.rmtree(backup.folder)
            gone.append(backup.name)
    return gone
