"""Burden budgets for other systems: read, set and changed by the leader."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.acting import read
from coordination.api.cap_shapes import (
    CapChange,
    CapIn,
    CapOut,
    ExceptionIn,
    StandingOut,
    TaskBudgetOut,
    UsualOut,
)
from coordination.calibration.measuring import usual
from coordination.caps.quarters import Quarter
from coordination.caps.reading import used_of
from coordination.caps.standing import standing
from coordination.core.facts import hours
from coordination.models import BurdenCap
from coordination.models.caps import departments_seen
from coordination.services.capping import Caps, set_caps
from coordination.services.excepting import NOT_ISSUED, grant_exception, standing_of
from coordination.services.ordering import Order
from coordination.services.taking import takings
from desk.etags import Outdated, seen
from desk.idempotency import once
from organization import wall
from organization.api.base import VisibleRows
from organization.api.filters import ByUnit
from organization.models import Department, User
from organization.permissions import POLICY, authorise, may_somewhere
from tasking.content import Content, Targets
from tasking.models import Directive
from tasking.services.acts import Stale


class ByQuarter:
    """2026Q4."""

    schema = {"type": "string", "pattern": "^[0-9]{4}Q[1-4]$"}

    def condition(self, value: str, user: User) -> Q | None:
        found = Quarter.read(value)
        return Q(quarter=found.first) if found else None


class BurdenCaps(VisibleRows[BurdenCap]):
    """The own department's, or those of the bureaus overseen."""

    queryset = BurdenCap.objects.select_related("department__bureau", "proposed_by")
    serializer_class = CapOut
    filters = {
        "department": ByUnit(Department, lambda unit: Q(department=unit)),
        "quarter": ByQuarter(),
    }

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Of a list, with what is used of each: two queries for each quarter in it."""
        used = used_of(args[0] if args else (), timezone.now())
        kwargs["context"] = {**self.get_serializer_context(), "usages": used}
        return CapOut(*args, **kwargs)

    @extend_schema(request=CapIn, responses={201: CapOut})
    @once
    def create(self, request: Request) -> Response:
        """Set the caps of a quarter that has none yet."""
        authorise_somewhere(self.user)
        data = read(CapIn, request)
        rows = Department.objects.visible_to(self.user).select_related("bureau")
        department = rows.filter(code=data["department"]).first()
        quarter = Quarter.read(data["quarter"])
        if department is None:
            raise ValidationError({"department": [_("There is no such department.")]})
        authorise(self.user, "cap.set", department.bureau)
        if quarter is None:
            raise ValidationError({"quarter": [_("Write a quarter as 2026Q4.")]})
        row = set_caps(
            by=self.user,
            department=department,
            quarter=quarter,
            caps=Caps(data.get("soft_hours"), data.get("hard_hours")),
            reason=data["reason"],
            now=timezone.now(),
            anew=True,
        )
        return self.answer(row, status=201)

    @extend_schema(request=CapChange, responses=CapOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Other caps, and why."""
        row = self.get_object()
        authorise(self.user, "cap.set", row.department.bureau)
        version = seen(request, row)
        data = read(CapChange, request)
        try:
            row = set_caps(
                by=self.user,
                department=row.department,
                quarter=Quarter.of(row.quarter),
                caps=Caps(
                    data.get("soft_hours", row.soft), data.get("hard_hours", row.hard)
                ),
                reason=data["reason"],
                now=timezone.now(),
                version=version,
            )
        except Stale:
            raise Outdated from None
        return self.answer(row)


def authorise_somewhere(user: User) -> None:
    """Before reading a body: for those who may set no budget at all."""
    if not may_somewhere(user, "cap.set"):
        raise PermissionDenied(str(POLICY["cap.set"].title))


class BudgetActs:
    """How a task stands to its department's budget, below its own address."""

    @extend_schema(responses=TaskBudgetOut)
    @action(detail=True, methods=["get"])
    def budget(self: Any, request: Request, pk: str) -> Response:
        """What it would add, and what was said of it."""
        row = self.get_object()
        demand_budget(self.user, row)
        return Response(_told(row))

    @extend_schema(request=ExceptionIn, responses={201: TaskBudgetOut})
    @budget.mapping.post
    @once
    def make_exception(self: Any, request: Request, pk: str) -> Response:
        """The leader lets this one task pass the hard cap, by name."""
        row = self.get_object()
        department = demand_budget(self.user, row)
        authorise(self.user, "cap.set", department.bureau)
        data, now = read(ExceptionIn, request), timezone.now()
        grant_exception(by=self.user, directive=row, now=now, **data)
        wall.stand()
        return Response(_told(row), status=201)


def demand_budget(user: User, row: Directive) -> Department:
    """The department whose budget it is; PermissionDenied unless he may see it, and
    of reserved strength, which is in none."""
    authorise(user, "cap.view")
    department = None if row.reserved else row.department
    seen_by = departments_seen(user)
    if department is None or not seen_by.filter(pk=department.pk).exists():
        raise PermissionDenied(str(POLICY["cap.view"].title))
    return department


def _told(row: Directive) -> dict[str, Any]:
    open_still = row.state in NOT_ISSUED
    found = standing_of(row, timezone.now()) if open_still else None
    notes = row.cap_notes.select_related("by").order_by("pk")
    return dict(TaskBudgetOut({"standing": found, "notes": notes}).data)


def beside(
    asks: Any, content: Content, targets: Targets, now: dt.datetime
) -> dict[str, Any]:
    """What the trial run adds of the department's budget, of usual hours and of
    protected time, where there is something to say."""
    found: dict[str, Any] = {}
    if not isinstance(asks, Department):
        return found
    if budget := standing(asks, content, targets, now=now):
        found["budget"] = dict(StandingOut(budget).data)
    if expected := usual(asks.pk, content, now):
        found["usual"] = dict(UsualOut(expected).data)
    order = Order(content, targets, asks.code, now)
    if taken := sum(one.units for one in takings(order)):
        found["taken_hours"] = float(hours(taken))
    return found
