"""What the tables of this room have in common."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q

from organization.models import Bureau, User
from organization.permissions import POLICY

ADD_ONLY = pgtrigger.Protect(
    name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
)


def yuan(label: Any = None, **kwargs: Any) -> models.DecimalField[Any, Any]:
    """Yuan and fen; never a float."""
    return models.DecimalField(label, max_digits=14, decimal_places=2, **kwargs)


def reach(user: User, station: str = "station") -> Q:
    """Rows of stations whose money the user may see: his own, or those below him."""
    scope = user.scope
    own = scope.stations_as(*POLICY["money.view_own"].roles)
    found = Q(**{f"{station}__in": own})
    for path in scope.bureaus_as(*POLICY["money.view"].roles):
        found |= Q(**{f"{station}__bureau__path__startswith": path})
    return found


def known_bureaus(user: User) -> Q:
    """Rows of the bureaus one belongs to, and of those above and below them, for
    whoever has to do with money there."""
    roles = POLICY["money.view"].roles + POLICY["money.view_own"].roles
    if not user.scope.roles() & set(roles):
        return Q(pk__in=())
    return Q(bureau__in=Bureau.objects.visible_to(user))
