"""Accounts of each place's chief, and a session of his elsewhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

from organization.models import AccountSession, User
from organization.services.session_rows import insert


def keyed(chief: User, now: dt.datetime) -> dict[str, Any]:
    digest = f"session-of-{chief.pk}"
    row = AccountSession.objects.filter(digest=digest).first()
    if row is None:
        insert(digest=digest, data="", user=chief.pk, now=now)
        row = AccountSession.objects.get(digest=digest)
    return {"account": chief.pk, "session": row.pk}
