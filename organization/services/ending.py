"""Ending sessions: one's own elsewhere, anybody's by who keeps the accounts."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import AccountSession, User
from organization.services.problems import Problems
from organization.signals import tell_access_changed

Why = AccountSession.Why


@transaction.atomic
def end_own(*, by: User, session: int, now: dt.datetime) -> None:
    """One of one's own."""
    count = _end(_open(by, now).filter(pk=session), Why.SELF, now)
    if not count:
        raise ValidationError({"state": [_("This session has ended already.")]})
    record("session.end", by=by, subject=by, sessions=count)
    tell_access_changed([by.pk])


@transaction.atomic
def end_others(*, by: User, keep: int | None, now: dt.datetime) -> int:
    """All of one's own but the one that is used; returns how many."""
    count = _end(_open(by, now, keep), Why.SELF, now)
    if count:
        record("session.end", by=by, subject=by, sessions=count)
        tell_access_changed([by.pk])
    return count


@transaction.atomic
def end_sessions(
    *, by: User, user: User, session: int | None, reason: str, now: dt.datetime
) -> int:
    """Somebody else's, one or all of them, with a reason."""
    with Problems() as problems:
        reason = problems.require("reason", reason)
    rows = _open(user, now)
    if session is not None:
        rows = rows.filter(pk=session)
    count = _end(rows, Why.ADMIN, now)
    if not count:
        raise ValidationError({"state": [_("There is no open session any more.")]})
    record("session.end", by=by, subject=user, reason=reason, sessions=count)
    tell_access_changed([user.pk])
    return count


def end_all(*, user: User, why: str, now: dt.datetime, keep: int | None = None) -> int:
    """Part of an act that is on record: a password changed, an account blocked."""
    count = _end(_open(user, now, keep), why, now)
    tell_access_changed([user.pk])
    return count


def end_oldest(*, user: User, keep: int | None, most: int, now: dt.datetime) -> int:
    """Those above `most`, the one that is used and the youngest stay."""
    rows = _open(user, now, keep).order_by("-started_at", "-pk")
    old = list(rows.values_list("pk", flat=True)[max(most - 1, 0) :])
    if not old:
        return 0
    tell_access_changed([user.pk])
    return _end(AccountSession.objects.filter(pk__in=old), Why.MORE, now)


def _open(
    user: User, now: dt.datetime, keep: int | None = None
) -> QuerySet[AccountSession]:
    rows = AccountSession.objects.open(now).filter(user=user)
    return rows if keep is None else rows.exclude(pk=keep)


def _end(rows: QuerySet[AccountSession], why: str, now: dt.datetime) -> int:
    """What was in it goes too."""
    return rows.update(ended_at=now, ended_why=why, data="")
