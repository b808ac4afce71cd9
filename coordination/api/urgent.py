"""Tasks issued urgently, through the interface."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from coordination.api.acting import demand_any
from coordination.api.ordering import Order, Requester, order
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


@dataclass(frozen=True)
class Urgent:
    """A task that cannot wait, as it was read."""

    department: Department
    order: Order
    urgency: Urgency


def urgent(user: User, said: Urgent) -> tuple[Directive, dict[str, Any]]:
    """Issue; the directive, and the trial run with what it displaced."""
    with _named():
        done = override(
            by=user,
            requester=said.department,
            content=said.order.content,
            stations=said.order.stations,
            urgency=said.urgency,
            now=timezone.now(),
            overrides=said.order.overrides,
        )
    told = {"stations": done.findings, "displaced": done.displaced}
    return done.order.directive, dict(UrgentPreviewOut(told).data)


def tried_urgently(user: User, asks: Requester, data: dict[str, Any]) -> dict[str, Any]:
    """The same as a trial run; nothing is written."""
    said, now = read_urgent(user, asks, data), timezone.now()
    made = said.order
    targets = targets_of(made.stations, made.overrides)
    with _named():
        check_urgency(made.content, said.urgency, now)
    check(made.content, targets, requester=said.department, now=now)
    how: dict[str, Any] = {"department": said.department.code, "now": now}
    found = {
        "stations": try_out(made.content, targets, **how),
        "displaced": displaced_by(made.content, targets, **how),
    }
    return dict(UrgentPreviewOut(found).data)


def read_urgent(user: User, asks: Requester, data: dict[str, Any]) -> Urgent:
    """PermissionDenied for those who may not issue past the office and the leader."""
    if not isinstance(asks, Department):
        raise PermissionDenied(str(POLICY["directive.override"].title))
    authorise_override(user, asks)
    given = data["override"]
    urgency = Urgency(given["reason"], given["until"], given.get("ordered_at"))
    return Urgent(asks, order(user, asks, data), urgency)


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
