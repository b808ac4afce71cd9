"""Whose backups lie in the folder: one server's, until somebody says otherwise.

Every cluster has a number of its own, given by initdb and kept by each copy of its
files. A new, empty server that somebody started in the place of the lost one has
another: were it to lay its backups and changes beside the real ones, the newest backup
would be an empty one, and with time the real ones would go.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from config.safety import archive, shelf
from config.safety.errors import Unsafe
from config.safety.shelf import Backup

MARK = "server"
"""The file that says the number; an empty one lets the next server have the folder."""


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
    return str(json.loads(listed.read_text()).get("System-Identifier", ""))


def known() -> str:
    """Whose the folder is; "" where it is nobody's yet. Before there was a mark, the
    newest copy of a server's files says it."""
    try:
        return (shelf.root() / MARK).read_text().strip()
    except FileNotFoundError:
        pass
    return next(filter(None, map(of, reversed(shelf.finished()))), "")


def check(connection: Any) -> None:
    """Unsafe where what lies there is another server's."""
    asked, there = number(connection), known()
    if asked and there and asked != there:
        raise Unsafe(
            f"{shelf.root()} holds the backups and changes of another server "
            f"({there}; the one in use is {asked}), so no backup is made. If that "
            "one is lost, stop everything and restore it. If this one is to take "
            "its place from now on: manage.py backup --another-server.",
            f"{shelf.root()} 中保存的是另一台数据库服务器（{there}）的备份和变更归档，"
            f"当前服务器为 {asked}，因此不做备份。如原服务器数据已丢失，"
            "请先停止全部服务并恢复备份；如确定今后由当前服务器取代，"
            "请执行 manage.py backup --another-server。",
        )


def claim(connection: Any) -> None:
    """The folder is this server's from now on, if it is nobody else's."""
    check(connection)
    if asked := number(connection):
        _write(asked)


def give_up() -> bool:
    """The next server to write there has the folder; what was kept of changes is set
    aside, for no other server continues them: whether there was anything."""
    _write("")
    return archive.begin_anew()


def _write(text: str) -> None:
    mark = shelf.root() / MARK
    if _text(mark) == text:
        return
    new = mark.with_name(MARK + ".new")
    new.write_text(text)
    new.chmod(0o644)
    shelf.sync(new)
    new.rename(mark)
    shelf.sync(mark.parent)


def _text(mark: Path) -> str | None:
    return mark.read_text() if mark.exists() else None
