"""The archive of changes: every file of the write-ahead log, packed, by the backups.

The server hands a file over when it is full, or when `SECONDS` have passed since the
last one. Whatever is older than that survives the loss of the whole data folder.
"""

from __future__ import annotations

import datetime as dt
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.safety import shelf
from config.safety.errors import Unsafe
from config.supervisor import account as accounts

SECONDS = 60
ENDING = ".gz"
STUCK_SECONDS = 300
"""What is promised: nobody loses more than five minutes."""
_SEGMENTS = 256  # of 16 MB, per number in the middle of a name


def folder() -> Path:
    return shelf.root() / "wal"


def settings(data: Path) -> dict[str, str]:
    """What the embedded server over these files is started with; makes the folder."""
    shelf.prepare()
    accounts.private_folder(folder(), shelf.owner())
    return {
        "archive_mode": "on",
        "archive_timeout": f"{SECONDS}s",
        "archive_command": of_this_server(data) + keep(folder()),
    }


def of_this_server(data: Path) -> str:
    """What refuses a file while the folder of backups is another server's. The number
    of a cluster stands first in its control file."""
    own = (data / "global" / "pg_control").read_bytes()[:8]
    mark = shlex.quote(str(shelf.mark())).replace("%", "%%")
    number = int.from_bytes(own, sys.byteorder)
    return f'if [ -s {mark} ] && [ "$(cat {mark})" != {number} ]; then exit 1; fi; '


def keep(where: Path) -> str:
    """The command for one file. It appears whole or not at all; the same one handed in
    again is fine, another one under its name is refused, for it would be of a server
    that went another way."""
    target = shlex.quote(str(where)).replace("%", "%%") + "/%f" + ENDING
    return (
        f"umask 077; if [ -e {target} ]; then gzip -dc {target} | cmp -s - %p; else "
        f"gzip -1nc %p > {target}.part && sync {target}.part && "
        f"mv {target}.part {target} && sync {target}; fi"
    )


def fetch(where: Path) -> str:
    """The command that gives a file back."""
    source = shlex.quote(str(where)).replace("%", "%%") + "/%f" + ENDING
    return f"[ -e {source} ] && gzip -dc {source} > %p"


def follow(data: Path) -> bool:
    """Let the archive go on with what a restored server will write; False where it
    was set aside, because the server goes a way that does not begin in it.

    Where its log branched off stands in a file that the server would have handed over
    had it archived while it recovered. Without it no later restore from an older base
    would follow, and it would say nothing.
    """
    account = shelf.owner()
    lines = sorted((data / "pg_wal").glob("*.history"))
    taken = lines and any(name[:8] == lines[-1].name[:8] for name in kept(folder()))
    if lines and not taken and all(_hand_over(path, account) for path in lines):
        return True
    return not begin_anew()


def begin_anew() -> bool:
    """Set aside what is kept: nothing will continue it. False if nothing is kept."""
    if not folder().exists() or not any(folder().iterdir()):
        return False
    folder().rename(folder().with_name(f"wal.before-{dt.datetime.now():%Y%m%d-%H%M%S}"))
    accounts.private_folder(folder(), shelf.owner())
    return True


def _hand_over(path: Path, account: accounts.Account) -> bool:
    told = {"%f": path.name, "%p": shlex.quote(str(path)), "%%": "%"}
    command = re.sub("%[fp%]", lambda found: told[found[0]], keep(folder()))
    return account.run(["sh", "-c", command]).returncode == 0


def number(name: str) -> int:
    """Where a file of the log stands in its line; names are timeline, middle, end."""
    return int(name[8:16], 16) * _SEGMENTS + int(name[16:24], 16)


def kept(where: Path) -> list[str]:
    """Names of the archived files, without histories and labels."""
    names = (path.name.removesuffix(ENDING) for path in where.glob("*" + ENDING))
    return sorted(name for name in names if len(name) == 24)


def gaps(names: list[str], first: str) -> Iterator[str]:
    """Files that are missing from `first` on: a restore would end before them, and
    say nothing. `first` itself too, where the archive is another server's."""
    lines: dict[str, list[int]] = {}
    for name in names:
        lines.setdefault(name[:8], []).append(number(name))
    if max(lines.get(first[:8], [-1])) < number(first):
        yield first
    for line, numbers in sorted(lines.items()):
        if line < first[:8]:
            continue
        begin = number(first) if line == first[:8] else min(numbers)
        for missing in sorted(set(range(begin, max(numbers) + 1)) - set(numbers)):
            yield f"{line}{missing // _SEGMENTS:08X}{missing % _SEGMENTS:08X}"


def check_whole(first: str) -> None:
    """Unsafe where a file is missing between a backup and the end of the archive."""
    missing = list(gaps(kept(folder()), first))
    if missing:
        few = ", ".join(missing[:5])
        raise Unsafe(
            f"The archive in {folder()} has a gap: {len(missing)} files are missing "
            f"({few}). Nothing after it can be restored from this backup: take a new "
            "backup now.",
            f"{folder()} 中的变更归档不连续：缺少 {len(missing)} 个文件（{few}），"
            "此后的数据无法由该备份恢复。请立即做一次新的备份。",
        )


def trim(first: str) -> int:
    """Remove what only backups that are gone needed. Returns how many files."""
    old = [name for name in kept(folder()) if name[8:] < first[8:]]
    for name in old:
        (folder() / (name + ENDING)).unlink(missing_ok=True)
    return len(old)


@dataclass(frozen=True)
class Archiving:
    """How the live server's archiving goes: seconds since the last file, and whether
    the last attempt failed. `on` is False without archiving."""

    on: bool
    age: float | None
    failing: bool


_STATE = """
SELECT current_setting('archive_mode') <> 'off',
    extract(epoch FROM now() - coalesce(last_archived_time, stats_reset)),
    coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false)
FROM pg_stat_archiver
"""


def state(connection: Any) -> Archiving:
    """Asked of the live server; any login may."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        on, age, failing = cursor.fetchone()
    return Archiving(on, None if age is None else float(age), failing)


def check_running(found: Archiving) -> None:
    """Unsafe when changes no longer reach the archive."""
    late = found.age is None or found.age > STUCK_SECONDS
    if found.on and found.failing and late:
        raise Unsafe(
            f"The archive is stuck: for {found.age or 0:.0f} s no change has reached "
            f"{folder()}. Look for a full disk or changed rights there; until it "
            "moves, the database's own disk fills.",
            f"变更归档已停滞：{found.age or 0:.0f} 秒内没有变更写入 {folder()}。"
            "请检查该处磁盘是否已满、权限是否改变；在恢复之前，数据库磁盘会持续增长。",
        )
