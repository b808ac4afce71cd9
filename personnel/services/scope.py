"""Whose people somebody acts on: those below his personnel office, now or next."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from organization.models import User
from organization.permissions import POLICY
from personnel.models import Officer
from personnel.models.people import latest_below


def keeps(user: User, action: str, officer: Officer) -> bool:
    """Is the officer below a bureau in which the user holds the right? One query."""
    paths = user.scope.bureaus_as(*POLICY[action].roles)
    return bool(paths) and latest_below(paths).filter(officer=officer).exists()


def authorise_about(by: User, action: str, officers: Iterable[Officer]) -> None:
    """PermissionDenied unless each officer's latest or next posting is below a bureau
    in which the user holds the right. One query."""
    wanted = {officer.pk for officer in officers}
    seen = latest_below(by.scope.bureaus_as(*POLICY[action].roles))
    found = seen.filter(officer__in=wanted).values("officer").distinct().count()
    if found != len(wanted):
        raise PermissionDenied(str(POLICY[action].title))
