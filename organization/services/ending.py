"""Ending sessions: one's own elsewhere, anybody's by who keeps the accounts."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import AccountSession, User
from organization.services.problems import Problems
from organization.services.session_rows import end_rows, open_of
from organization.signals import tell_access_changed

Why = AccountSession.Why


@transaction.atomic
def end_own(*, by: User, session: int, now: dt.datetime) -> None:
    """One of one's own."""
    count = end_rows(rows=open_of(by, now).filter(pk=session), why=Why.SELF, now=now)
    if not count:
        raise ValidationError({"state": [_("This session has ended already.")]})
    record("session.end", by=by, subject=by, sessions=count)
    tell_access_changed([by.pk])


@transaction.atomic
def end_others(*, by: User, keep: int | None, now: dt.datetime) -> int:
    """All of one's own but the one that is used; returns how many."""
    count = end_rows(rows=open_of(by, now, keep), why=Why.SELF, now=now)
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
    rows = open_of(user, now)
    if session is not None:
        rows = rows.filter(pk=session)
    count = end_rows(rows=rows, why=Why.ADMIN, now=now)
    if not count:
        raise ValidationError({"state": [_("There is no open session any more.")]})
    record("session.end", by=by, subject=user, reason=reason, sessions=count)
    tell_access_changed([user.pk])
    return count
