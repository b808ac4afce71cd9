"""Ways out of a conflict for other systems: the page's plans, exact."""

from __future__ import annotations

from typing import Any, get_args

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.fields import At, Hours, Window, iso
from coordination.api.plans import protected
from coordination.core.plans import Change, ChangeKind, Method
from coordination.core.repair.obstacles import Obstacle
from coordination.models import Conflict
from coordination.moments import instant
from coordination.services.fixing import fixes
from coordination.services.fixing_ground import Fixes, Offer
from desk.inputs import Enum
from organization.api.base import Door


class Minute(At):
    """A minute of the engine as an instant."""

    def to_representation(self, value: Any) -> Any:
        return iso(instant(value))


class BalanceOut(serializers.Serializer[Any]):
    """`deficit_hours` is null where some work is not estimated; `slack_hours` is the
    least room of any window, null where nothing is due; `beside` counts clashes and
    protected time that is taken."""

    deficit_hours = Hours(source="deficit", allow_null=True)
    conflicts = serializers.IntegerField(read_only=True)
    slack_hours = Hours(source="slack", allow_null=True)
    beside = serializers.IntegerField(read_only=True)


class PartOut(serializers.Serializer[Any]):
    due = Minute()
    effort_hours = Hours(source="effort")


class FixChangeOut(serializers.Serializer[Change]):
    """`shift`: due at `due`; `split`: into `parts`; `merge`: done with `into`, together
    `effort_hours`; `reduce`: `effort_hours` of it remain; `waive`: none of it here;
    `lend`: `officers` of `lender` from `start` to `due` (negative: they are away);
    `move`: from `start` to `due` instead; `fewer`: `officers` are enough; `name`:
    `names` attend. `protected` is the station's own time where that is what changes."""

    kind = Enum("ChangeKind", list(get_args(ChangeKind)), read_only=True)
    assignment = serializers.SerializerMethodField()
    due = Minute(allow_null=True)
    effort_hours = Hours(source="effort", allow_null=True)
    parts = PartOut(many=True, read_only=True)
    into = serializers.SerializerMethodField()
    lender = serializers.CharField(read_only=True)
    start = Minute(allow_null=True)
    officers = serializers.SerializerMethodField()
    names = serializers.ListField(child=serializers.CharField(), read_only=True)
    protected = serializers.SerializerMethodField()

    def get_assignment(self, row: Change) -> int | None:
        return int(row.demand) if row.demand.isdecimal() else None

    def get_protected(self, row: Change) -> int | None:
        return protected(row)

    def get_into(self, row: Change) -> int | None:
        return int(row.into) if row.into else None

    def get_officers(self, row: Change) -> float:
        return row.officers / 1000


class StationPlanOut(serializers.Serializer[Any]):
    station = serializers.CharField(read_only=True)
    changes = FixChangeOut(many=True, read_only=True)
    before = BalanceOut(read_only=True)
    after = BalanceOut(read_only=True)


class PlanOut(serializers.Serializer[Offer]):
    """`plan` names it while the facts stand; `settles`: nothing is left undone at any
    of its stations; `clears`: this conflict is gone, whatever else is left."""

    plan = serializers.CharField(source="digest", read_only=True)
    method = Enum("PlanMethod", list(get_args(Method)), source="plan.method",
                  read_only=True)  # fmt: skip
    settles = serializers.BooleanField(read_only=True)
    clears = serializers.BooleanField(read_only=True)
    cost = serializers.IntegerField(source="plan.cost", read_only=True)
    stations = StationPlanOut(source="plan.stations", many=True, read_only=True)


class StuckOut(serializers.Serializer[Any]):
    """`last_due`: the last date on offer; null where the date stands. `why` is said of
    appointments: why their time stands, `no_time` where none on offer is free."""

    assignment = serializers.IntegerField(source="id", read_only=True)
    department = serializers.CharField(read_only=True)
    hours = Hours(source="units")
    event = serializers.BooleanField(read_only=True)
    last_due = Minute(source="last", allow_null=True)
    why = serializers.CharField(read_only=True)


class ObstacleOut(serializers.Serializer[Obstacle]):
    """A window no allowed date relieves; without any one of `work` the rest fits."""

    station = serializers.CharField(read_only=True)
    window = serializers.SerializerMethodField()
    demand_hours = Hours(source="demand")
    capacity_hours = Hours(source="capacity")
    shortfall_hours = Hours(source="shortfall")
    work = StuckOut(many=True, read_only=True)

    def get_window(self, row: Obstacle) -> Any:
        moments = (instant(row.start), instant(row.end))
        return Window().to_representation(moments)


class FixesOut(serializers.Serializer[Fixes]):
    """Plans that settle everything by their cost, then the others.

    `known` is false where the capacity is not: then nothing can be proved.
    """

    known = serializers.BooleanField(read_only=True)
    plans = PlanOut(source="offers", many=True, read_only=True)
    obstacles = ObstacleOut(many=True, read_only=True)


class FixesOf(Door):
    """Whoever may see the conflict may see the ways out of it."""

    @extend_schema(responses=FixesOut)
    def get(self, request: Request, pk: str) -> Response:
        seen = Conflict.objects.visible_to(self.user).open()
        rows = seen.exclude(kind=Conflict.Kind.DUPLICATE).select_related("station")
        row = rows.filter(pk=pk).first()
        if row is None:
            raise Http404
        return Response(FixesOut(fixes([row], now=timezone.now())).data)
