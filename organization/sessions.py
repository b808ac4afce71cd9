"""Sessions in a table of our own: Django keeps them, and says nothing about them.

One statement reads a session and judges it: ended by somebody, nothing done for too
long, open for too long. A stolen copy of the table opens none, for it holds digests.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import (
    CreateError,
    SessionBase,
    UpdateError,
)
from django.db import IntegrityError, transaction
from django.utils import timezone

from organization.models import AccountSession
from organization.models.signing import digest_of
from organization.services import session_rows

WHERE = "where"  # {"address", "device"} of who signed in


class SessionStore(SessionBase):
    """`row` is what was read, `over` why it lets nobody in; both only after reading."""

    row: AccountSession | None = None
    over: str = ""

    def load(self) -> dict[str, Any]:
        key = self.session_key or ""
        row = AccountSession.objects.filter(digest=digest_of(key)).order_by().first()
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

    def exists(self, session_key: str) -> bool:
        return AccountSession.objects.filter(digest=digest_of(session_key)).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)
        given = {
            "digest": digest_of(self.session_key),
            "data": self.encode(data),
            "user": int(data[SESSION_KEY]) if SESSION_KEY in data else None,
            "now": timezone.now(),
        }
        if not must_create:
            if not session_rows.write(where=data.get(WHERE) or {}, **given):
                raise UpdateError
            return None
        try:
            with transaction.atomic():
                session_rows.insert(**given)
        except IntegrityError as error:
            raise CreateError from error
        return None

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            session_rows.remove(digest=digest_of(key))

    @classmethod
    def clear_expired(cls) -> None:
        session_rows.forget_sessions(before=timezone.now())
