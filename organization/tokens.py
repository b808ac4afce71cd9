"""Token authentication for other systems; only digests are stored."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import TokenAuthentication as BaseTokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from organization.models import ApiToken, User


class TokenAuthentication(BaseTokenAuthentication):
    """`Authorization: Token …`, looked up by digest."""

    def authenticate_credentials(self, key: str) -> tuple[User, ApiToken]:
        token = (
            ApiToken.objects.select_related("user")
            .filter(digest=ApiToken.digest_of(key), revoked_at=None)
            .first()
        )
        if token is None or not token.user.is_active:
            raise AuthenticationFailed(_("The token is not valid."))
        return token.user, token
