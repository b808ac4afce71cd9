"""Sealing the audit trail, copying the seals away, and reading it all again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from config.safety import shelf, whose
from config.safety.errors import Different, Unsafe
from config.safety.shelf import Manifest
from organization.models import AuditSeal
from organization.sealed.chain import code
from organization.sealed.verifying import Report, verify
from organization.services.sealing import retire, seal_settled

HEADS = "audit-heads.txt"
"""One seal of each day, beside the backups: outside of the database."""
LONGEST_MONTH = 31
PATIENCE = 5.0
SEALING = dt.timedelta(hours=1)
TOLD = 5
"""So many problems stand in a letter; the command tells all."""


def seal(now: dt.datetime) -> list[AuditSeal]:
    """Seal what has settled, and copy the last seal out of the database."""
    made = seal_settled(now=now, patience=PATIENCE)
    # A server that was started by mistake leaves the codes of the real one alone.
    if made and not whose.differs(connection):
        copy_away(made[-1])
    return made


def copy_away(last: AuditSeal) -> None:
    """The latest seal of a day replaces those before it of the same day."""
    try:
        lines = [line for line in _lines() if line[:10] != f"{last.at:%Y-%m-%d}"]
        lines.append(f"{last.at.isoformat()} {code(last.number, last.digest)}")
        new = _file().with_suffix(".new")
        new.write_text("\n".join(lines) + "\n")
        new.replace(_file())
    except OSError as error:
        raise Unsafe(
            f"The code of the last seal could not be copied: {error}",
            f"最新封存码无法另存：{error}",
        ) from error


def copied(until: dt.datetime | None = None) -> list[str]:
    """The codes that were copied away, all or those of a moment and before."""
    found = [line.split(" ", 1) for line in _lines()]
    return [
        told
        for at, told in found
        if until is None or dt.datetime.fromisoformat(at) <= until
    ]


def copied_before(backup: Manifest) -> list[str]:
    """The codes of seals that must be in it: those copied away when it began, and of
    others the older ones. A seal tells when its sealing began; while that goes on it is
    not in the copy yet, and an hour is longer than any."""
    begun = dt.datetime.fromisoformat(backup.begun)
    return [*backup.heads, *copied(until=begun - SEALING)]


def begin_anew(now: dt.datetime) -> Path | None:
    """After a restore that lost what came last: the copies so far are set aside."""
    path = _file()
    if not path.exists():
        return None
    aside = path.with_name(f"audit-heads-{now:%Y%m%d-%H%M%S}.txt")
    return path.rename(aside)


def _file() -> Path:
    return shelf.prepare() / HEADS


def _lines() -> list[str]:
    path = _file()
    return path.read_text().splitlines() if path.exists() else []


def read_all(heads: list[str]) -> Report:
    """The live trail against its seals, and the codes against those."""
    with one_look() as plain:
        return verify(plain, heads)


@contextmanager
def one_look() -> Iterator[Any]:
    """A plain connection for which nothing changes meanwhile."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield connection.connection


def check(now: dt.datetime) -> dict[str, Any]:
    """Read it all, then let go what is older than AUDIT_MONTHS. Figures of both;
    Different where the trail is not as it was sealed: then nothing is let go."""
    report = read_all(copied())
    refuse(report)
    kept = dt.timedelta(days=LONGEST_MONTH * settings.AUDIT_MONTHS)
    gone = retire(by=None, now=now, kept=kept)
    return figures(report) | {"retired": gone}


def figures(report: Report) -> dict[str, Any]:
    head = report.head
    return {
        "seals": report.seals,
        "rows": report.rows,
        "unsealed": report.unsealed,
        "head": head.code if head else "",
        "sealed_at": head.at.isoformat() if head else "",
    }


def refuse(report: Report) -> None:
    """Different, with the first sentences in both languages."""
    if report.good:
        return
    said = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said[language] = " ".join(map(str, report.problems[:TOLD]))
    more = len(report.problems) - TOLD
    raise Different(
        said["en"] + (f" And {more} more." if more > 0 else ""),
        said["zh-hans"] + (f"另有 {more} 处。" if more > 0 else ""),
    )
