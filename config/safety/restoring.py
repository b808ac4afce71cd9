"""Putting a backup in the place of what is lost: beside it first, then by its name."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

from config import places
from config.safety import archive, figures, opening, programs, servers, shelf, whose
from config.safety.errors import Different, Unsafe
from config.safety.figures import Figures
from config.safety.shelf import Backup, Manifest
from config.safety.taking import DUMPED, refuse
from config.supervisor import account as accounts
from config.supervisor import postgres

Say = Callable[[str], None]


def restore(
    backup: Backup, say: Say, *, to: str, into: str, replace: bool, apart: bool = False
) -> Path:
    """Bring a backup back into a folder that the embedded server is started from.

    `to` as for `opening.opened`; `into`: a name beside the usual folder. Only when
    what came back has been verified does it get its name; what was there before is
    kept under another. Unsafe otherwise, and nothing has changed. `apart`: it is moved
    to where another server finds it, whose archive is not ours to touch.
    """
    target = accounts.data_root() / (into or "postgres")
    refuse_taken(target, replace)
    say(f"Checking {backup.name} / 正在校验备份文件")
    manifest = shelf.check_files(backup)
    if apart:
        refuse_dump(manifest)
    check_reach(manifest, to)
    refuse_foreign(backup, to)
    shelf.check_space(accounts.data_root(), manifest.bytes)
    new = target.with_name(target.name + ".restoring")
    shutil.rmtree(new, ignore_errors=True)
    try:
        say(f"Restoring into {new} / 正在恢复")
        found = filled(backup, new, to)
        verify(manifest, found, to)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    put_in_place(new, target, say)
    if apart:
        whose.write(whose.of(backup))
    elif not into and not continued(backup, target):
        say("A new archive of changes begins, the old one is kept / 变更归档另起")
    restore_media(backup)
    return target


def continued(backup: Backup, target: Path) -> bool:
    """Whether the archive goes on; False where what was kept of it is set aside.

    What a dump is loaded into is a server of its own."""
    if whose.known() not in ("", whose.of(backup)):
        return not whose.give_to(whose.of(backup))
    return archive.follow(target)


def refuse_foreign(backup: Backup, to: str) -> None:
    """What another server changed leads nowhere from here."""
    if to and whose.known() not in ("", whose.of(backup)):
        raise Unsafe(
            f"The changes that are kept are not of the server of {backup.name}: leave "
            "out --to, and it is restored as it was saved.",
            f"现有变更归档与 {backup.name} 不属于同一个数据库实例："
            "请去掉 --to，恢复到备份时刻。",
        )


def refuse_dump(manifest: Manifest) -> None:
    """What is made of one has no logins of another server's."""
    if manifest.kind == DUMPED:
        raise Unsafe(
            "A dump goes into the running database: pg_restore --exit-on-error.",
            "逻辑转储须恢复到运行中的数据库：pg_restore --exit-on-error。",
        )


def refuse_taken(target: Path, replace: bool) -> None:
    """Say what is there before anybody loses it."""
    if not target.exists() or not any(target.iterdir()) or replace:
        return
    size = sum(p.stat().st_size for p in target.rglob("*") if p.is_file())
    at = dt.datetime.fromtimestamp(target.stat().st_mtime, dt.UTC).astimezone()
    raise Unsafe(
        f"{target} holds a database ({shelf.mb(size)} MB, last touched {at:%F %T}). "
        "With --replace it is kept under another name and the backup takes its place.",
        f"{target} 中已有数据库（{shelf.mb(size)} MB，最后修改 {at:%F %T}）。"
        "加 --replace 后，原数据会改名保留，由备份取代。",
    )


def check_reach(manifest: Manifest, to: str) -> None:
    """A moment is reached from a base that is older, over an archive without gap."""
    if not to:
        return
    if manifest.kind == DUMPED:
        raise Unsafe(
            "A dump holds one moment only: leave out --to, or restore from a base.",
            "逻辑转储只能恢复到备份时刻：请去掉 --to，或使用物理备份。",
        )
    if to != opening.LATEST and dt.datetime.fromisoformat(to) < manifest.at:
        raise Unsafe(
            f"That is before this backup was complete ({manifest.ended}): name an "
            "older backup.",
            f"该时刻早于本备份完成时间（{manifest.ended}）：请选用更早的备份。",
        )
    archive.check_whole(manifest.wal)


def filled(backup: Backup, new: Path, to: str) -> Figures:
    """A cluster at `new`, cleanly stopped; what it holds."""
    account = shelf.owner()
    if opening.lay_out(backup.folder, new, account) is None:
        accounts.private_folder(new, account)
        postgres.initialise(programs.program("initdb", account), new, account)
        with opening.served(new, account) as url:
            opening.load(backup.folder / opening.DUMP, url, account)
            return servers.figures(url)
    with opening.recovered(new, account, to=to) as url:
        return servers.figures(url)


def verify(manifest: Manifest, found: Figures, to: str) -> None:
    """Equal to what was saved; of a later moment, at least sound and no shorter."""
    saved = manifest.saved()
    refuse(list(figures.unsound(found)))
    if not to:
        refuse(list(figures.differences(saved, found)))
    elif found.audit[1] < saved.audit[1]:
        raise Different(
            f"The audit trail is shorter than in the backup: {found.audit[1]} rows.",
            f"审计记录比备份中的少：只有 {found.audit[1]} 条。",
        )


def put_in_place(new: Path, target: Path, say: Say) -> None:
    """Two renames; what was there is never removed."""
    if target.exists():
        kept = target.with_name(
            f"{target.name}.before-{dt.datetime.now():%Y%m%d-%H%M%S}"
        )
        target.rename(kept)
        say(f"What was there is kept in {kept} / 原数据保留在此目录")
    new.rename(target)
    shelf.sync(target.parent)


def restore_media(backup: Backup) -> None:
    """Attachments that are missing come back; none is overwritten."""
    source, target = backup.folder / "media", places.var_dir() / "media"
    for path in source.rglob("*") if source.exists() else ():
        place = target / path.relative_to(source)
        if path.is_file() and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, place)
