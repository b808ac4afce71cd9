"""Where each role begins its day."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from organization.http import SignedIn
from organization.models import Role, User
from organization.permissions import may_somewhere

# First role that applies decides: these have a page that says more of their day.
_STARTS = (
    ("leaders.keep", "coordination:leaders"),
    ("board.view", "coordination:board"),
    ("posting.prepare", "personnel:today"),
)


@login_required
@require_GET
def home(request: SignedIn) -> HttpResponse:
    """Send everybody to the page that says what to do today."""
    chief_of = request.user.scope.stations_as(Role.STATION_CHIEF)
    station = own_station_code(request.user)
    if station and chief_of:
        return redirect("coordination:workload", code=station)
    for action, route in _STARTS:
        if may_somewhere(request.user, action):
            return redirect(route)
    return redirect("coordination:today")


def own_station_code(user: User) -> str | None:
    """Code of the station the user works at, if any."""
    for row in user.scope.memberships:
        if row.role in (Role.STATION_CHIEF, Role.STATION_OFFICER) and row.station:
            return row.station.code
    return None
