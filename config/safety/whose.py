"""Whose backups lie in the folder: one server's, until somebody says otherwise.

Every cluster has a number of its own, given by initdb and kept by each copy of its
files. A new, empty server that somebody started in the place of the lost one has
another: were it to lay its backups and changes beside the real ones, the newest backup
would be an empty one, and with time the real ones would go.
"""

from __future__ import annotations

import json
import os
from typing import Any

from config.safety import archive, shelf
from config.safety.errors import AnotherServer, Damaged, Unsafe
from config.safety.shelf import Backup


def number(connection: Any) -> str:
    """Of the server asked; "" where it does not tell its logins."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_function_privilege('pg_control_system()','execute')")
        if not cursor.fetchone()[0]:
            return ""
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        return str(cursor.fetchone()[0])


def of(backup: Backup) -> str:
    """Of the server whose files it holds; "" of a dump."""
    listed = backup.folder / "base" / "backup_manifest"
    if not listed.exists():
        return ""
    try:
        return str(json.loads(listed.read_text()).get("System-Identifier", ""))
    except (OSError, ValueError) as error:
        raise Damaged(
            f"{listed} cannot be read ({error}): this backup is damaged.",
            f"无法读取 {listed}（{error}）：该备份已损坏。",
        ) from error


def known() -> str:
    """Whose the folder is; "" where it is nobody's yet. Before there was a mark, the
    newest backup says it, if it is a copy of a server's files."""
    try:
        return shelf.mark().read_text().strip()
    except FileNotFoundError:
        return next(map(of, shelf.finished()[-1:]), "")
    except OSError as error:
        raise Unsafe(
            f"{shelf.mark()} cannot be read: {error}",
            f"无法读取 {shelf.mark()}：{error}",
        ) from error


def differs(connection: Any) -> bool:
    """Whether the folder is known to belong to another server than the one asked."""
    there = known()
    asked = number(connection) if there else ""
    return asked != "" and asked != there


def check(connection: Any) -> None:
    """AnotherServer where what lies there is another server's."""
    if differs(connection):
        there, asked = known(), number(connection)
        raise AnotherServer(
            f"{shelf.root()} holds the backups and changes of another database server "
            f"(system identifier {there}; that of the one in use is {asked}): neither "
            "backups are made nor changes kept. If that one is lost, stop everything "
            "and restore it. If this one continues it (moved by a dump, pg_upgrade): "
            "manage.py backup --another-server.",
            f"{shelf.root()} 中的备份和变更归档属于另一个数据库实例（系统标识 {there}，"
            f"当前实例为 {asked}），因此既不做备份，也不保存变更。"
            "如原实例数据已丢失，请先停止全部服务，再恢复备份；"
            "如当前实例是由它迁移或升级而来，"
            "请执行 manage.py backup --another-server。",
        )


def claim(connection: Any) -> None:
    """The folder is this server's from now on, if it is nobody else's."""
    check(connection)
    if asked := number(connection):
        write(asked)


def take_over(connection: Any) -> None:
    """The folder is this server's from now on, whoever's it was; what was kept of
    changes is set aside, for no other server continues them. Unsafe where its data
    does not continue what was saved last."""
    if not differs(connection):
        return
    for backup in shelf.finished()[-1:]:
        _refuse_shorter(connection, backup)
    give_to(number(connection))


def _refuse_shorter(connection: Any, backup: Backup) -> None:
    saved = int(backup.manifest().saved().audit[0])
    here = _trail(connection)
    if here < saved:
        raise Unsafe(
            f"This server does not continue {backup.name}: its audit trail ends at "
            f"row {here}, the saved one at {saved}. Restore that backup; or, if these "
            "data are really to begin anew, name an empty folder with YIPAN_BACKUPS.",
            f"当前实例的数据不是 {backup.name} 的延续：审计记录只到第 {here} 条，"
            f"备份中已到第 {saved} 条。请恢复该备份；如确需从头开始，"
            "请用 YIPAN_BACKUPS 另指定一个空目录。",
        )


def _trail(connection: Any) -> int:
    """Last row of the audit trail; 0 in a database that is still empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('organization_auditevent')")
        if cursor.fetchone()[0] is None:
            return 0
        cursor.execute("SELECT coalesce(max(id), 0) FROM organization_auditevent")
        return int(cursor.fetchone()[0])


def give_to(server: str) -> bool:
    """The folder is that server's, or with "" the next one's; what was kept of changes
    is set aside: whether there was anything."""
    there_was = archive.begin_anew()
    write(server)
    return there_was


def write(server: str) -> None:
    """Say whose the folder is. It appears whole or not at all."""
    mark = shelf.mark()
    if mark.exists() and mark.read_text() == server:
        return
    new = mark.with_name(f"{mark.name}.{os.getpid()}")
    new.write_text(server)
    new.chmod(0o644)
    shelf.sync(new)
    new.rename(mark)
    shelf.sync(mark.parent)
