"""The unit's own identity service (统一身份认证), by OpenID Connect.

Authlib leads there with state, nonce and PKCE and judges what comes back. Ours are: it
is a service that the site has named, keys are asymmetric, somebody who never began is
not let in, and whom the service names has an account here already.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from joserfc.errors import JoseError
from requests import RequestException

log = logging.getLogger("yipan.oidc")
NAME = "oidc"
TO = "oidc_to"
SECONDS = 5
"""For which the service may take to answer; a page waits for it."""
KEYED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
"""Signed with a key that only the service has; never with the secret that both know."""
LONGEST = 60


class Unreachable(Exception):
    """The service does not answer, or not as such a service does."""


class Refused(Exception):
    """What came back proves nobody."""


def is_there() -> bool:
    return bool(settings.OIDC_ISSUER)


def begin(request: HttpRequest, to: str) -> HttpResponse:
    """Off to the service; `to` is where it leads afterwards. Unreachable."""
    request.session[TO] = to
    back = request.build_absolute_uri(reverse("organization:oidc_back"))
    try:
        found: HttpResponse = _service().authorize_redirect(request, back)
    except (RequestException, RuntimeError, ValueError, KeyError) as error:
        raise _told(error) from error
    return found


def finish(request: HttpRequest) -> tuple[str, str]:
    """(user name here, where to go on) of who came back. Refused, Unreachable."""
    to = str(request.session.pop(TO, ""))
    service = _service()
    try:
        _only_keyed(service)
        token = service.authorize_access_token(request)
    except (OAuthError, JoseError) as error:
        raise Refused(str(error)) from error
    except (RequestException, RuntimeError, ValueError, KeyError, TypeError) as error:
        raise _told(error) from error
    # Without an identity token nothing has been proved, whatever else came.
    claims = token.get("userinfo") or {}
    name = claims.get(settings.OIDC_CLAIM)
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST:
        raise Refused(f"no {settings.OIDC_CLAIM}")
    return name, to


def way_out() -> str:
    """Where one signs out of the service itself; "" where it has no such page."""
    try:
        metadata = _service().load_server_metadata()
    except (RequestException, ValueError):
        return ""
    return str(metadata.get("end_session_endpoint") or "")


def _told(error: Exception) -> Unreachable:
    log.warning("%s: %s: %s", settings.OIDC_ISSUER, type(error).__name__, error)
    return Unreachable(str(error))


def _service() -> Any:
    """As the settings name it; what it says of itself is asked once per process."""
    return _made(
        settings.OIDC_ISSUER,
        settings.OIDC_CLIENT_ID,
        settings.OIDC_CLIENT_SECRET,
        settings.OIDC_CA,
        settings.OIDC_SCOPE,
    )


@lru_cache(maxsize=4)
def _made(issuer: str, client: str, secret: str, authority: str, scope: str) -> Any:
    known = OAuth()
    known.register(
        name=NAME,
        client_id=client,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": scope,
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
            "verify": authority or True,
            # No way round by a proxy of the machine's environment.
            "trust_env": False,
        },
    )
    return known.create_client(NAME)


def _only_keyed(service: Any) -> None:
    """Of the ways to sign that the service names those with a key; and it calls itself
    as the site calls it."""
    metadata = service.load_server_metadata()
    if metadata.get("issuer", "").rstrip("/") != settings.OIDC_ISSUER.rstrip("/"):
        raise ValueError(f"another issuer: {metadata.get('issuer')}")
    named = "id_token_signing_alg_values_supported"
    metadata[named] = [one for one in metadata.get(named) or KEYED if one in KEYED]
