"""What this room tells the others."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.dispatch import Signal

# users: ids of those whose rights or sessions are no longer what they were.
access_changed = Signal()


def tell_access_changed(users: Iterable[int]) -> None:
    """Once it is committed: what is open on their screens looks at its rights anew."""
    ids = sorted(set(users))
    if ids:
        transaction.on_commit(lambda: access_changed.send(None, users=ids), robust=True)
