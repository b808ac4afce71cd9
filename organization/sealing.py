"""Secrets that have to be read again: encrypted with a key made of SECRET_KEY.

Whoever copies the database has none of them without that key. SECRET_KEY_FALLBACKS
still open what was written before a key was changed.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def sealed(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def opened(text: str) -> str | None:
    """None where it was sealed with a key that is gone."""
    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken:
        return None


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_made(str(key))) for key in keys])


def _made(key: str) -> bytes:
    digest = hashlib.sha256(b"yipan.second-factor:" + key.encode()).digest()
    return base64.urlsafe_b64encode(digest)
