"""A client certificate that the proxy has verified (数字证书), out of its headers.

They reach a page from a trusted proxy alone: `config.forwarded` takes them out of every
other request. The proxy replaces what a client sends under these names.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest

VERIFIED, SENT = "HTTP_X_CLIENT_VERIFY", "HTTP_X_CLIENT_CERT"
LONGEST = 20_000
PEM = re.compile(
    r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----"
)


@dataclass(frozen=True)
class Shown:
    """Whose it is stands in the certificate; we know it by its fingerprint alone."""

    fingerprint: str  # SHA-256 of the DER, hex


def shown(request: HttpRequest) -> Shown | None:
    """What the browser showed; None without one, or where they are switched off."""
    meta = request.META
    if not settings.CLIENT_CERTIFICATES or meta.get(VERIFIED) != "SUCCESS":
        return None
    found = PEM.search(unquote(meta.get(SENT, "")[:LONGEST]))
    if found is None:
        return None
    try:
        der = base64.b64decode("".join(found[1].split()), validate=True)
    except binascii.Error:
        return None
    return Shown(hashlib.sha256(der).hexdigest())
