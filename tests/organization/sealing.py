"""Acts to be sealed, and hands that tamper with them past all triggers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from organization import audit
from organization.models import AuditSeal, User
from organization.sealed.problems import Problem
from organization.sealed.verifying import Report, verify
from organization.services import sealing

TABLES = {"event": "organization_auditevent", "change": "organization_rowchange"}


def act(many: int = 1, reason: str = "") -> None:
    """So many acts, each with a change of a row."""
    for n in range(many):
        user, _new = User.objects.get_or_create(
            username="sealed", defaults={"name": "王建军"}
        )
        with transaction.atomic():
            user.name = f"王建军{n} {reason}"
            user.save()
            audit.record("account.rename", by=user, subject=user, reason=reason, n=n)


def sealed(now: dt.datetime | None = None) -> list[AuditSeal]:
    return sealing.seal_settled(now=now or timezone.now(), patience=10)


def laid(seals: int = 3, each: int = 4) -> list[AuditSeal]:
    """Some seals with a few acts and changes under each."""
    made = []
    for n in range(seals):
        act(each, reason=f"{n}")
        made += sealed()
    return made


def verified(copied: Sequence[str] = ()) -> Report:
    connection.ensure_connection()
    with transaction.atomic():
        return verify(connection.connection, copied)


def kinds(report: Report) -> list[tuple[str, int, str]]:
    return [(p.kind, p.seal, p.table) for p in report.problems]


def only(report: Report) -> Problem:
    (problem,) = report.problems
    return problem


def tamper(*statements: str) -> None:
    """What somebody can do who owns the server itself."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)


def ids(kind: str, seal: AuditSeal) -> list[int]:
    """Rows of a table under a seal, in their order."""
    last = getattr(seal, f"{kind}_last")
    count = getattr(seal, f"{kind}_count")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {TABLES[kind]} WHERE id <= %s ORDER BY id DESC LIMIT %s",
            [last, count],
        )
        return sorted(row[0] for row in cursor.fetchall())
