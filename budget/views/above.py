"""The way up from a bureau's page."""

from __future__ import annotations

from organization.models import Bureau, User
from organization.permissions import POLICY


def above(user: User, bureau: Bureau, action: str) -> Bureau | None:
    """The bureau above, where the user may do the same; not asked for otherwise."""
    path = bureau.path.removesuffix(f"{bureau.pk}/")
    paths = user.scope.bureaus_as(*POLICY[action].roles)
    return bureau.parent if path and any(map(path.startswith, paths)) else None
