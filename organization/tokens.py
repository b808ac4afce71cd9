"""Token authentication for other systems; only digests are stored."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import TokenAuthentication as BaseTokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from organization import wall
from organization.admin_places import may_come_from
from organization.identity import current_address
from organization.models import ApiToken, User


class TokenAuthentication(BaseTokenAuthentication):
    """`Authorization: Token …`, looked up by digest."""

    def authenticate_credentials(self, key: str) -> tuple[User, ApiToken]:
        digest = ApiToken.digest_of(key)
        with wall.unknown("who calls is known by his token alone"):
            known = ApiToken.objects.select_related("user")
            token = known.filter(digest=digest, revoked_at=None).first()
        if token is None or not token.user.is_active:
            raise AuthenticationFailed(_("The token is not valid."))
        if not may_come_from(token.user, current_address()):
            raise AuthenticationFailed(_("The token is not valid."))
        wall.put_up(token.user)
        return token.user, token
