"""The drill: a backup that nobody has restored is a hope."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import psycopg2

from config import places
from config.safety import auditing, figures, opening, servers, shelf, streaming
from config.safety.errors import Different, Unsafe
from config.safety.restoring import check_reach
from config.safety.shelf import Backup
from config.safety.taking import DUMPED, refuse
from config.supervisor.account import Account
from organization.sealed.verifying import RETIRE, verify

Say = Callable[[str], None]
OLDEST = dt.timedelta(hours=26)
"""Of a nightly backup: a day, and time to be made."""


def drill(backup: Backup, say: Say, now: dt.datetime, sample: int) -> dict[str, Any]:
    """Restore it twice into a server of its own and hold it against what was saved:
    as of the backup, then with all changes since. Facts of both; Unsafe when anything
    is not as it must be."""
    begun = time.monotonic()
    say(f"Checking {backup.name} / 正在校验备份文件")
    manifest = shelf.check_files(backup)
    if now - manifest.at > OLDEST:
        raise Unsafe(
            f"The newest backup is of {manifest.ended}: no later one succeeded.",
            f"最近一次备份完成于 {manifest.ended}，此后没有成功的备份。",
        )
    say("Restoring it / 正在试恢复")
    with opening.opened(backup.folder) as url:
        found = servers.figures(url)
        refuse(list(figures.unsound(found)))
        refuse(list(figures.differences(manifest.saved(), found)))
        restored = time.monotonic() - begun
        seals = sealed(url, found, auditing.copied_before(manifest))
        recompute(url, sample)
    facts = {
        "backup": backup.name,
        "rows": found.rows,
        "confirmed": found.money["confirmed"],
        "audit": found.audit[1],
        "seals": seals,
        "bytes": manifest.bytes,
        "seconds": round(restored, 1),
    }
    if manifest.kind != DUMPED and streaming.ours():
        say("Restoring it with all later changes / 正在恢复至最新时刻")
        facts["lost_seconds"] = up_to_date(backup)
    return facts


def up_to_date(backup: Backup) -> float:
    """Seconds of work that would be lost if the server were lost now."""
    now = dt.datetime.now(dt.UTC)
    manifest = backup.manifest()
    check_reach(manifest, opening.LATEST)
    with opening.opened(backup.folder, to=opening.LATEST) as url:
        found = servers.figures(url)
        refuse(list(figures.unsound(found)))
        prefix(url, manifest.saved())
        sealed(url, found, auditing.copied_before(manifest))
        return max(0.0, round((now - last_moment(url)).total_seconds(), 1))


_RETIRED = """
SELECT EXISTS (SELECT FROM organization_auditevent WHERE action = %s AND id > %s)
"""


def prefix(url: str, saved: figures.Figures) -> None:
    """The audit trail begins with the one that was saved, row for row."""
    connection = servers.connect(url)
    try:
        with connection.cursor() as cursor:
            for statement in figures.PLAIN:
                cursor.execute(statement)
            found = figures.audit(cursor, saved.audit[0])
            cursor.execute(_RETIRED, [RETIRE, saved.audit[0]])
            retired = cursor.fetchone()[0]
    finally:
        connection.close()
    # A row with a lower id may have been committed later: then there are more.
    # What was let go since is the seals' to tell.
    if not retired and found[1] <= saved.audit[1] and found != saved.audit:
        raise Different(
            f"Audit rows differ: {saved.audit[1]} were saved, {found[1]} are there.",
            f"审计记录不一致：备份时 {saved.audit[1]} 条，现有 {found[1]} 条。",
        )


def sealed(url: str, found: figures.Figures, copied: list[str]) -> int:
    """The trail in it is as it was sealed, and holds the seals whose codes had been
    copied away. Returns how many seals; none in a copy from before there were any."""
    if "organization_auditseal" not in found.tables:
        return 0
    connection = servers.connect(url)
    try:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        report = verify(connection, copied)
    finally:
        connection.close()
    auditing.refuse(report)
    return report.seals


_LAST = """
SELECT greatest((SELECT max(last_finished_at) FROM desk_duejob),
                (SELECT max(at) FROM organization_auditevent))
"""


def last_moment(url: str) -> dt.datetime:
    """The last sign of life in it: the dispatcher leaves one every second."""
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_LAST)
            found: dt.datetime | None = cursor.fetchone()[0]
    finally:
        connection.close()
    return found or dt.datetime.fromtimestamp(0, dt.UTC)


def recompute(url: str, sample: int) -> None:
    """Stored conflicts equal what the rows say, at so many stations."""
    argv = [sys.executable, str(places.BASE_DIR / "manage.py"), "sweep", "--verify"]
    env = {**os.environ, "DATABASE_URL": url, "YIPAN_ROLE": "owner"}
    oneself = Account("", os.geteuid(), os.getegid())
    done = oneself.run([*argv, "--sample", str(sample)], env)
    if done.returncode:
        said = " ".join((done.stdout or done.stderr).split())[-400:]
        raise Different(
            f"Restored conflicts differ from a recomputation: {said}",
            f"恢复出的冲突与重新计算的结果不一致：{said}",
        )
