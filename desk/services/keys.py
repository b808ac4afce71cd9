"""Keys of requests that may be sent twice."""

from __future__ import annotations

from typing import Any

from desk.models import IdempotencyKey
from organization.models import User


def take_key(*, by: User, key: str, fingerprint: str) -> tuple[IdempotencyKey, bool]:
    """The person's key, and whether it was free. Called inside the transaction that
    does the work: a sending at the same moment waits here for its end."""
    return IdempotencyKey.objects.get_or_create(
        user=by, key=key, defaults={"fingerprint": fingerprint}
    )


def keep_answer(*, key: IdempotencyKey, status: int, body: dict[str, Any]) -> None:
    """What the next sending with this key is answered."""
    key.status, key.body = status, body
    key.save(update_fields=["status", "body"])
