"""The rows behind cookies: steps of signing in and out, which are on record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from organization.models import AccountSession, User
from organization.signals import tell_access_changed

LONGEST_DEVICE = 300


def insert(*, digest: str, data: str, user: int | None, now: dt.datetime) -> None:
    """IntegrityError when there is one already."""
    AccountSession.objects.create(
        digest=digest,
        data=data,
        user_id=user,
        started_at=now,
        seen_at=now,
        expires_at=now + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE),
    )


def write(
    *,
    digest: str,
    data: str,
    user: int | None,
    where: dict[str, Any],
    now: dt.datetime,
) -> bool:
    """False when it has ended meanwhile: it is not opened again. When it expires does
    not move."""
    rows = AccountSession.objects.filter(digest=digest, ended_at=None)
    return bool(
        rows.update(
            data=data,
            user_id=user,
            seen_at=now,
            address=where.get("address"),
            device=str(where.get("device", ""))[:LONGEST_DEVICE],
        )
    )


def touch(*, pk: int, now: dt.datetime) -> None:
    """Something was done in it."""
    AccountSession.objects.filter(pk=pk, ended_at=None).update(seen_at=now)


def remove(*, digest: str) -> None:
    """Signed out, or under another key from now on."""
    AccountSession.objects.filter(digest=digest).delete()


def forget_sessions(*, before: dt.datetime) -> int:
    """Those that have been over since before then, whoever had them."""
    idle = before - dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    rows = AccountSession.objects.all()
    over = rows.filter(expires_at__lt=before) | rows.filter(ended_at__lt=before)
    count, _by_model = (over | rows.filter(seen_at__lt=idle)).delete()
    return count


def end_all(*, user: User, why: str, now: dt.datetime, keep: int | None = None) -> int:
    """Part of an act that is on record: a password changed, an account blocked."""
    tell_access_changed([user.pk])
    return end_rows(rows=open_of(user, now, keep), why=why, now=now)


def end_oldest(*, user: User, keep: int | None, most: int, now: dt.datetime) -> int:
    """Those above `most`, the one that is used and the youngest stay."""
    rows = open_of(user, now, keep).order_by("-started_at", "-pk")
    old = list(rows.values_list("pk", flat=True)[max(most - 1, 0) :])
    if not old:
        return 0
    tell_access_changed([user.pk])
    rows = AccountSession.objects.filter(pk__in=old)
    return end_rows(rows=rows, why=AccountSession.Why.MORE, now=now)


def open_of(
    user: User, now: dt.datetime, keep: int | None = None
) -> QuerySet[AccountSession]:
    rows = AccountSession.objects.open(now).filter(user=user)
    return rows if keep is None else rows.exclude(pk=keep)


def end_rows(*, rows: QuerySet[AccountSession], why: str, now: dt.datetime) -> int:
    """What was in it goes too."""
    return rows.update(ended_at=now, ended_why=why, data="")
