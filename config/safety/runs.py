"""A backup or a drill from beginning to end: alone, on record, told if it fails."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from config import places
from config.safety import archive, auditing, drilling, shelf, streaming, taking, whose
from config.safety.errors import Unsafe
from config.safety.shelf import Backup
from config.supervisor.errors import StartError, from_os_error
from desk.services import record_run
from organization.models import SafetyRun

T = TypeVar("T")
Say = Callable[[str], None]
log = logging.getLogger(__name__)
CAUSE = "cause"
"""What an archive suffers from, in a fact of its run: the text tells seconds too."""
SAMPLE = 200
"""So many stations are checked anew by a drill."""


def back_up(say: Say, kind: str = "", *, another: bool = False) -> Backup:
    """A verified backup, and old ones let go. Unsafe when it failed. `another`: the
    server is not the one whose backups lie there, but continues it."""

    def work(now: dt.datetime) -> tuple[Backup, dict[str, Any]]:
        with shelf.alone():
            backup = taking.take(say, now, kind, another=another)
            gone = taking.retire(now, settings.BACKUP_DAYS)
        manifest = backup.manifest()
        return backup, {
            "backup": backup.name,
            "kind": manifest.kind,
            "bytes": manifest.bytes,
            "rows": manifest.saved().rows,
            "retired": gone,
        }

    return _recorded(SafetyRun.Kind.BACKUP, work)


def drill(say: Say, name: str = "latest", sample: int = SAMPLE) -> dict[str, Any]:
    """A drill with the newest backup, or a named one. Unsafe when it failed."""

    def work(now: dt.datetime) -> tuple[dict[str, Any], dict[str, Any]]:
        with shelf.alone():
            facts = drilling.drill(shelf.find(name), say, now, sample)
        return facts, facts

    return _recorded(SafetyRun.Kind.DRILL, work)


def check_audit(now: dt.datetime) -> dict[str, Any]:
    """The audit trail against its seals, and what is old let go. Unsafe when it is not
    as it was sealed."""

    def work(begun: dt.datetime) -> tuple[dict[str, Any], dict[str, Any]]:
        facts = auditing.check(begun)
        return facts, facts

    return _recorded(SafetyRun.Kind.AUDIT, work)


def _recorded(kind: str, work: Callable[[dt.datetime], tuple[T, dict[str, Any]]]) -> T:
    begun = timezone.now()
    try:
        result, facts = work(begun)
    except Exception as error:
        told = explained(error)
        said = {"en": told.english, "zh-hans": told.chinese}
        _keep(kind, begun, {"said": said}, told.english)
        raise told from error
    seconds = round((timezone.now() - begun).total_seconds(), 1)
    _keep(kind, begun, facts | {"took": seconds}, "")
    return result


def explained(error: Exception) -> StartError:
    """Whatever went wrong, as a sentence; what nobody foresaw keeps its own words."""
    if isinstance(error, StartError):
        return error
    if isinstance(error, OSError):
        try:
            return from_os_error(error, shelf.root())
        except OSError:
            pass
    log.error("unforeseen", exc_info=error)
    said = f"{type(error).__name__}: {error}"
    return Unsafe(f"It failed: {said}", f"执行失败：{said}")


def _keep(kind: str, begun: dt.datetime, facts: dict[str, Any], problem: str) -> None:
    """The record is lost with the database it lies in; the log and the exit code are
    not."""
    try:
        record_run(
            kind=kind,
            started_at=begun,
            now=timezone.now(),
            facts=facts,
            problem=problem,
        )
    except DatabaseError:
        log.exception("%s could not be recorded: %s", kind, problem or facts)


def watch_archive(now: dt.datetime) -> None:
    """Keep on record when the archive gets stuck, once, and when it moves again; also
    when it has become somebody else's business, and nothing more is told of it."""
    if not streaming.ours():
        last = _last()
        if last is not None and not last.left:
            _keep(SafetyRun.Kind.ARCHIVE, now, {SafetyRun.LEFT: True}, "")
        return
    known = archive if places.embedded_postgres() else streaming
    try:
        whose.check(connection)
        archive.check_running(known.state(connection))
    except DatabaseError:
        raise
    except Exception as error:
        _noted(now, explained(error))
    else:
        _noted(now, None)


def _last() -> SafetyRun | None:
    archived = SafetyRun.objects.filter(kind=SafetyRun.Kind.ARCHIVE)
    return archived.order_by("-pk").first()


def _noted(now: dt.datetime, wrong: StartError | None) -> None:
    """Once for each kind of thing that is wrong, and once when nothing is any more."""
    cause = type(wrong).__name__ if wrong else ""
    last = _last()
    if last and not last.left and cause == last.facts.get(CAUSE, ""):
        return
    facts: dict[str, Any] = {CAUSE: cause} if cause else {}
    if wrong:
        facts["said"] = {"en": wrong.english, "zh-hans": wrong.chinese}
    _keep(SafetyRun.Kind.ARCHIVE, now, facts, wrong.english if wrong else "")
