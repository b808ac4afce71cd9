"""Seals over what was noted, and letting go what is old. Nobody acts here."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections import deque
from dataclasses import dataclass

import pgtrigger
from django.db import connection, transaction

from organization import audit
from organization.models import AuditEvent, AuditSeal, RowChange
from organization.sealed import rows
from organization.sealed.chain import NOTHING, Part, reckon
from organization.sealed.rows import SOURCES, Source
from organization.sealed.verifying import LEAST, RETIRE

MOST = 20_000
"""Rows of each table under one seal."""
_LOCK = "SELECT pg_advisory_xact_lock(7160063, 0)"
_APPEND_ONLY = [
    f"organization.{model}:append_only"
    for model in ("AuditEvent", "RowChange", "AuditSeal")
]


@dataclass(frozen=True)
class Mark:
    """Ids that had been given out, and a transaction that began after that: once all
    before it have ended, no row with such an id can come any more."""

    last: dict[str, int]
    transaction: int


_marks: deque[Mark] = deque(maxlen=1_000)


def mark() -> Mark:
    """How far the ids have come. Outside of a transaction: each look is a new one.

    A row gets its id after its transaction has its number, so whoever may still commit
    one of these ids has a lower number than the transaction that is asked for last.
    """
    with connection.cursor() as cursor:
        last = {}
        for source in SOURCES:
            cursor.execute(source.given_out)
            last[source.name] = cursor.fetchone()[0]
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return Mark(last, cursor.fetchone()[0])


def _settled() -> int:
    """The oldest transaction that has not ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def seal_settled(*, now: dt.datetime, patience: float = 0.0) -> list[AuditSeal]:
    """Seal what can no longer change, up to the newest mark that has settled.

    Marks of earlier calls are remembered, so that one long transaction holds up what
    came after it began and nothing before; `patience` waits so many seconds for it.
    """
    _marks.append(mark())
    deadline = time.monotonic() + patience
    while True:
        settled = _settled()
        ready = [one for one in _marks if one.transaction <= settled]
        if ready or time.monotonic() >= deadline:
            break
        time.sleep(0.05)
    for one in ready:
        _marks.remove(one)
    return _sealed_until(ready[-1], now) if ready else []


def _sealed_until(mark: Mark, now: dt.datetime) -> list[AuditSeal]:
    made = []
    while (seal := _seal(mark, now)) is not None:
        made.append(seal)
    return made


@transaction.atomic
def _seal(mark: Mark, now: dt.datetime) -> AuditSeal | None:
    """The next seal; None where nothing is left to be sealed."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    before = AuditSeal.objects.order_by("-number").first()
    read = [_part(source, before, mark) for source in SOURCES]
    parts = tuple(part for part, _marks in read)
    if not any(part.count for part in parts):
        return None
    number = before.number + 1 if before else 1
    previous = before.digest if before else NOTHING
    told: dict[str, object] = {}
    for source, (part, packed) in zip(SOURCES, read, strict=True):
        told[f"{source.name}_last"] = part.last
        told[f"{source.name}_count"] = part.count
        told[f"{source.name}_digest"] = part.digest
        told[f"{source.name}_marks"] = packed
    return AuditSeal.objects.create(
        number=number,
        at=now,
        previous=previous,
        digest=reckon(number, now, previous, parts),
        **told,
    )


def _part(source: Source, before: AuditSeal | None, mark: Mark) -> tuple[Part, bytes]:
    """One table's share of the next seal, and its marks."""
    since = getattr(before, f"{source.name}_last") if before else -1
    until = max(mark.last[source.name], since)
    with connection.cursor() as cursor:
        cursor.execute(source.query + " LIMIT %s", [since, until, MOST])
        there = cursor.fetchall()
    last = there[-1][0] if len(there) == MOST else until
    packed = rows.marks(there)
    digest = hashlib.sha256(packed).hexdigest()
    return Part(last, len(there), rows.digest(there), digest), packed


@transaction.atomic
def retire(*, by: None, now: dt.datetime, kept: dt.timedelta) -> int:
    """Let go what was sealed longer ago than `kept`; the last seal of it stays, for the
    next one to build upon. Returns how many rows went. ValueError below six months."""
    if kept < LEAST:
        raise ValueError("The audit trail is kept for six months at least")
    old = AuditSeal.objects.filter(at__lt=now - kept).defer(
        "event_marks", "change_marks"
    )
    last = old.order_by("-number").first()
    if last is None:
        return 0
    with pgtrigger.ignore(*_APPEND_ONLY):
        events = AuditEvent.objects.filter(pk__lte=last.event_last)
        gone = events._raw_delete(events.db)
        changes = RowChange.objects.filter(pk__lte=last.change_last)
        gone += changes._raw_delete(changes.db)
        AuditSeal.objects.filter(number__lt=last.number).delete()
    if gone:
        audit.record(RETIRE, by=by, seal=last.number, digest=last.digest, rows=gone)
    return int(gone)
