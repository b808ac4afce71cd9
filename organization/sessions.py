"""Sessions in a table of our own: Django keeps them, and says nothing about them.

One statement reads a session and judges it: ended by somebody, nothing done for too
long, open for too long. A stolen copy of the table opens none, for it holds digests.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import (
    VALID_KEY_CHARS,
    CreateError,
    SessionBase,
    UpdateError,
)
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from organization.models import AccountSession
from organization.models.signing import digest_of
from organization.services import session_rows
from organization.together import Shape

WHERE = "where"  # {"address", "device"} of who signed in


class SessionStore(SessionBase):
    """`row` is what was read, `over` why it lets nobody in; both only after reading."""

    row: AccountSession | None = None
    over: str = ""

    def load(self) -> dict[str, Any]:
        key = self.session_key or ""
        row = next(iter(_KEPT.rows(digest_of(key))), None)
        if row is not None:
            self.over = row.over(timezone.now())
        if row is None or self.over:
            self._session_key = None
            return {}
        self.row = row
        return self.decode(row.data)

    def number(self) -> int | None:
        """Id of its row, also when it was made in this request."""
        if self.session_key is None:
            return None
        rows = AccountSession.objects.filter(digest=digest_of(self.session_key))
        return rows.values_list("pk", flat=True).first()

    def open_until(self, now: dt.datetime) -> dt.datetime:
        """When it ends if nothing is done; now, once somebody has ended it or blocked
        its account. Looks again. For ever where somebody came without a session."""
        if self.row is None:
            return now + dt.timedelta(days=1)
        row = AccountSession.objects.open(now).filter(pk=self.row.pk).order_by().first()
        return now if row is None else row.ends_at

    def exists(self, session_key: str) -> bool:
        return AccountSession.objects.filter(digest=digest_of(session_key)).exists()

    def create(self) -> None:
        """Under a new key; 32 of 36 signs, which nobody guesses."""
        while True:
            self._session_key = get_random_string(32, VALID_KEY_CHARS)
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        if must_create and "_session_cache" not in vars(self):
            self.clear()  # there is nothing to read under a new key
        data, now = dict(self.items()), timezone.now()
        digest, text = digest_of(self.session_key), self.encode(data)
        user = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        if must_create:
            return _insert(digest, text, user, now)
        where = data.get(WHERE) or {}
        if not session_rows.write(
            digest=digest, data=text, user=user, where=where, now=now
        ):
            raise UpdateError
        return None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            session_rows.remove(digest=digest_of(key))

    @classmethod
    def clear_expired(cls) -> None:
        session_rows.forget_sessions(before=timezone.now())


def _insert(digest: str, data: str, user: int | None, now: dt.datetime) -> None:
    try:
        with transaction.atomic():
            session_rows.insert(digest=digest, data=data, user=user, now=now)
    except IntegrityError as error:
        raise CreateError from error


_KEPT = Shape(lambda digest: AccountSession.objects.filter(digest=digest).order_by())
