"""Finding what an address names among what the user may see."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from organization.models import Bureau, Department, Station, User
from organization.permissions import POLICY, authorise, may, may_somewhere
from personnel.establishment import Unit

LOOK = ("personnel.view", "personnel.view_own")
YEARS = range(2000, 2101)


def own_bureau(user: User, action: str = "personnel.view") -> Bureau:
    """The bureau for which one has the right, by default to see its people; of several
    the first. 403 without any."""
    for row in user.scope.memberships:
        if row.role in POLICY[action].roles:
            unit = row.unit
            return unit if isinstance(unit, Bureau) else unit.bureau
    raise PermissionDenied(str(POLICY[action].title))


def load_bureau(user: User, code: str, action: str = "personnel.view") -> Bureau:
    """One for which one has the right; 403 for one that is only known to exist."""
    bureau: Bureau = get_object_or_404(Bureau.objects.visible_to(user), code=code)
    authorise(user, action, bureau)
    return bureau


def load_unit(user: User, code: str) -> Unit:
    """A station or department whose people one sees; 404 and 403 as above."""
    for rows in (Station.objects, Department.objects):
        seen = rows.visible_to(user).select_related("bureau")
        found: Unit | None = seen.filter(code=code).first()
        if found is not None:
            if not any(may(user, action, found) for action in LOOK):
                raise PermissionDenied(str(POLICY[LOOK[0]].title))
            return found
    raise Http404


def may_look(user: User) -> bool:
    """Whether one sees anybody's people at all."""
    return any(may_somewhere(user, action) for action in LOOK)


def demand_look(user: User) -> None:
    """PermissionDenied unless `may_look`."""
    if not may_look(user):
        raise PermissionDenied(str(POLICY[LOOK[0]].title))


def day_asked(text: str | None) -> dt.date:
    """The day in the address; today where there is none or it is none."""
    try:
        day = dt.date.fromisoformat(text or "")
    except ValueError:
        return timezone.localdate()
    return day if day.year in YEARS else timezone.localdate()
