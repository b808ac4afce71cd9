"""What the acts on tasks share: bodies, rights, and findings that travel along."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from rest_framework.request import Request

from coordination.api.ordering import Requester
from coordination.api.shapes import PreviewOut
from coordination.services import issuing
from coordination.services.previewing import Finding
from desk.etags import Outdated, expected
from desk.inputs import Input, Text
from organization.models import Station, User
from organization.permissions import POLICY, authorise, may_somewhere
from tasking.models import Directive


class NoBody(Input):
    """Nothing to say."""


class WhyNot(Input):
    reason = Text(2000, required=False, allow_blank=True, default="")


class Why(Input):
    reason = Text(2000)


def read(shape: type[Input], request: Request, *, partial: bool = False) -> Any:
    """The validated body."""
    body = shape(data=request.data, partial=partial)
    body.is_valid(raise_exception=True)
    return body.validated_data


def version_read(request: Request, version: int) -> int | None:
    """The version to be found under the lock; None where any will do.

    For acts that lock the station before the row: there the version is compared by
    the service, and not by a lock taken at the door.
    """
    tags = expected(request)
    if "*" in tags:
        return None
    if str(version) not in tags:
        raise Outdated
    return version


def demand(user: User, asks: Requester, right: str) -> None:
    """The right in the department; a station's own plan is its chief's."""
    authorise(user, "plan.edit" if isinstance(asks, Station) else right, asks)


def demand_any(user: User, right: str) -> None:
    """PermissionDenied for those who may not do this for any unit: before reading."""
    if not (may_somewhere(user, right) or may_somewhere(user, "plan.edit")):
        raise PermissionDenied(str(POLICY[right].title))


def asks_of(row: Directive) -> Requester:
    found = row.department or row.own_station
    if found is None:
        raise ValueError("A directive always has one requester")
    return found


def shown(findings: tuple[Finding, ...]) -> dict[str, Any]:
    """The trial run as the preview answers it."""
    return dict(PreviewOut({"stations": findings}).data)


@contextmanager
def telling_findings() -> Iterator[None]:
    """Where a reason is missing, the findings that ask for it travel along."""
    try:
        yield
    except issuing.ReasonNeeded as error:
        error.extension = {"preview": shown(error.findings)}  # type: ignore[attr-defined]
        raise
