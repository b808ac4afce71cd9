"""What this room tells the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.dispatch import Signal

from organization.models import AuditEvent

# users: ids of those whose rights or sessions are no longer what they were.
access_changed = Signal()
# event: an act on an account, on the trail; facts: more of what its owner is told.
account_touched = Signal()
# place, now: where the try came from that locked a name or an address, and when.
sign_in_locked = Signal()


def tell_access_changed(users: Iterable[int]) -> None:
    """Once it is committed: what is open on their screens looks at its rights anew."""
    ids = sorted(set(users))
    if ids:
        transaction.on_commit(lambda: access_changed.send(None, users=ids), robust=True)


def tell_touched(event: AuditEvent, **facts: str) -> None:
    """Whose account it is hears of it with what was done, whoever did it."""
    account_touched.send(None, event=event, facts=facts)


def tell_locked(*, place: str, now: dt.datetime) -> None:
    """Whoever keeps the accounts hears of it, whether there is somebody of that name
    or not: the time it takes tells nothing."""
    sign_in_locked.send(None, place=place, now=now)
