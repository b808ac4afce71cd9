"""The client's address behind the site's own proxy, and nobody else's word for it.

The audit trail and the throttles rest on REMOTE_ADDR. Only a request that comes from a
trusted address may say on whose behalf; a header from anybody else is removed. That
there was one stays on record: whoever asks for nobody in between looks at NOTED.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from ipaddress import ip_address, ip_network
from typing import Any

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
HEADER = "HTTP_X_FORWARDED_FOR"
NOTED = "yipan.forwarded"
CLAIMS = (HEADER, "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")
# Who somebody is, by the certificate he showed: in the words of the proxy alone.
PROOFS = ("HTTP_X_CLIENT_VERIFY", "HTTP_X_CLIENT_CERT")
TIMES = ("HTTP_X_REQUEST_START",)
"""Also the proxy's alone, though it says nothing of who asks."""


NUMBER = "HTTP_X_REQUEST_ID"
"""How a proxy calls the request in its own log; it says nothing of the client."""


def behind_proxies(application: Wsgi, trusted: Sequence[str]) -> Wsgi:
    """The application, with REMOTE_ADDR as the trusted proxies (addresses or networks)
    report it."""
    networks = [ip_network(each, strict=False) for each in trusted]

    def is_trusted(address: str) -> bool:
        return _known(address) and any(ip_address(address) in net for net in networks)

    def wrapped(
        environ: Environ, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if environ.keys() & set(CLAIMS):
            environ[NOTED] = True
        if not is_trusted(environ.get("REMOTE_ADDR", "")):
            for claim in (*CLAIMS, *PROOFS, *TIMES):
                environ.pop(claim, None)
            environ.pop(NUMBER, None)
        else:
            hops = [hop.strip() for hop in environ.get(HEADER, "").split(",")]
            for hop in reversed(hops):
                if not _known(hop):
                    break
                environ["REMOTE_ADDR"] = hop
                if not is_trusted(hop):
                    break
        return application(environ, start_response)

    return wrapped


def _known(address: str) -> bool:
    """Is it an address at all?"""
    try:
        ip_address(address)
    except ValueError:
        return False
    return True
