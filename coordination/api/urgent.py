"""Tasks issued urgently, through the interface."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from coordination.api.acting import demand_any
from coordination.api.ordering import Requester, order
from coordination.api.shapes import UrgentPreviewOut
from coordination.services.displacing import displaced_by
from coordination.services.emergency import (
    Urgency,
    authorise_override,
    check_urgency,
    override,
)
from coordination.services.issuing import targets_of
from coordination.services.previewing import try_out
from organization.models import Department, User
from organization.permissions import POLICY, may_somewhere
from tasking.models import Directive
from tasking.rules import check

NAMES = ("reason", "until", "ordered_at")


def demand_urgent_or(user: User, right: str) -> None:
    """Before reading: the right somewhere, or the right to issue urgently."""
    if not may_somewhere(user, "directive.override_below"):
        demand_any(user, right)


def urgent(
    user: User, asks: Requester, data: dict[str, Any]
) -> tuple[Directive, dict[str, Any]]:
    """Issue; the directive, and the trial run with what it displaced."""
    department, made, urgency = _read(user, asks, data)
    with _named():
        done = override(
            by=user,
            requester=department,
            content=made.content,
            stations=made.stations,
            urgency=urgency,
            now=timezone.now(),
            overrides=made.overrides,
        )
    told = {"stations": done.findings, "displaced": done.displaced}
    return done.order.directive, dict(UrgentPreviewOut(told).data)


def tried_urgently(user: User, asks: Requester, data: dict[str, Any]) -> dict[str, Any]:
    """The same as a trial run; nothing is written."""
    department, made, urgency = _read(user, asks, data)
    targets, now = targets_of(made.stations, made.overrides), timezone.now()
    with _named():
        check_urgency(made.content, urgency, now)
    check(made.content, targets, requester=department, now=now)
    how: dict[str, Any] = {"department": department.code, "now": now}
    found = {
        "stations": try_out(made.content, targets, **how),
        "displaced": displaced_by(made.content, targets, **how),
    }
    return dict(UrgentPreviewOut(found).data)


def _read(
    user: User, asks: Requester, data: dict[str, Any]
) -> tuple[Department, Any, Urgency]:
    if not isinstance(asks, Department):
        raise PermissionDenied(str(POLICY["directive.override"].title))
    authorise_override(user, asks)
    given = data["override"]
    urgency = Urgency(given["reason"], given["until"], given.get("ordered_at"))
    return asks, order(user, asks, data), urgency


@contextmanager
def _named() -> Iterator[None]:
    """What is wrong with the urgency is told under `override.`."""
    try:
        yield
    except ValidationError as error:
        found = error.message_dict
        raise ValidationError(
            {f"override.{n}" if n in NAMES else n: told for n, told in found.items()}
        ) from error
