"""What every page's frame shows: who is here, where one may go, which language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from organization import wall
from organization.navigation import menu_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of templates/base.html; fragments and refusals do not read the menu.
    Whatever is shown, of whatever was sent in, is read behind the wall."""
    wall.stand()
    user = getattr(request, "user", None)
    context: dict[str, Any] = {
        "demo_mode": settings.DEMO_MODE,
        "theme": request.COOKIES.get("theme", ""),
    }
    if user is None or not user.is_authenticated:
        return context
    memberships = user.scope.memberships
    first = memberships[0] if memberships else None
    return context | {
        "nav": SimpleLazyObject(lambda: menu_of(request)),
        "who_unit": first.unit.label if first else "",
        "who_role": first.get_role_display() if first else "",
        "acting_for": [
            row.acting_for.name for row in memberships if row.acting_for is not None
        ],
    }
