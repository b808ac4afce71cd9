"""A password put into an account: a step of acts that are on record."""

from __future__ import annotations

import datetime as dt

from organization.models import User


def store_password(*, user: User, password: str, once: bool, now: dt.datetime) -> None:
    """`once`: somebody else chose it, and its owner has to change it."""
    user.set_password(password)
    user.password_once, user.password_set_at = once, now
    user.save(update_fields=["password", "password_once", "password_set_at"])
