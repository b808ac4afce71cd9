"""Who may take which step on a difficulty, whatever state it is in."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from organization.models import User
from organization.permissions import POLICY, authorise, may, may_somewhere
from tasking.models import Difficulty

BY_STATION = frozenset({"say", "take_back"})
BY_DEPARTMENT = frozenset({"answer", "visit", "visited", "call_off", "join"})
SIDES = ("difficulty.close", "difficulty.answer", "difficulty.route")


def authorise_act(user: User, row: Difficulty, name: str) -> None:
    """PermissionDenied for whoever may not do this here, whatever its state."""
    if name in BY_STATION:
        authorise(user, "difficulty.close", row.station)
        return
    owner = row.department
    if name in BY_DEPARTMENT or name == "hand_on":
        if name == "hand_on" and may(user, "difficulty.route", row.station):
            return
        if owner is None or not may(user, "difficulty.answer", owner):
            raise PermissionDenied(str(POLICY["difficulty.answer"].title))
    elif not any(may_somewhere(user, right) for right in SIDES):
        raise PermissionDenied(str(POLICY["difficulty.answer"].title))
