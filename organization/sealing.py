"""Secrets that have to be read again: encrypted with a key made of SECRET_KEY.

Whoever copies the database has none of them without that key. SECRET_KEY_FALLBACKS
still open what was written before a key was changed. AES-256 in GCM, whose tag tells
of any change; what has no mark was written by an earlier release, with Fernet.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK, PURPOSE = "gcm.", b"yipan.second-factor"
NONCE = 12


def sealed(secret: str) -> str:
    nonce = secrets.token_bytes(NONCE)
    text = _boxes()[0].encrypt(nonce, secret.encode(), PURPOSE)
    return MARK + base64.b64encode(nonce + text).decode()


def opened(text: str) -> str | None:
    """None where it was sealed with a key that is gone, or has been changed."""
    if not text.startswith(MARK):
        return _opened_before(text)
    try:
        raw = base64.b64decode(text.removeprefix(MARK), validate=True)
    except binascii.Error:
        return None
    for box in _boxes():
        try:
            return box.decrypt(raw[:NONCE], raw[NONCE:], PURPOSE).decode()
        except (InvalidTag, ValueError):
            continue
    return None


def _keys() -> list[bytes]:
    known = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [str(key).encode() for key in known]


def _boxes() -> list[AESGCM]:
    return [
        AESGCM(HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(key))
        for key in _keys()
    ]


def _opened_before(text: str) -> str | None:
    made = [hashlib.sha256(PURPOSE + b":" + key).digest() for key in _keys()]
    box = MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])
    try:
        return box.decrypt(text.encode()).decode()
    except InvalidToken:
        return None
