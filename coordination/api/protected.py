"""A station's protected time: read by its people and overseers, kept by its chief."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.acting import read
from coordination.api.fields import At, Heads, Hours, Moment
from coordination.ledger.protection import Protection, read_protection
from coordination.services import protecting
from coordination.services.locking import lock_stations
from coordination.views.ledger import load_station
from desk.etags import expected, lock
from desk.idempotency import once
from desk.inputs import Input, Text
from organization.api.base import VisibleRows
from organization.models import Station, User
from organization.permissions import authorise
from tasking.models import ProtectedBlock

# A reason in the address: nine bytes per Chinese character must fit into one line.
REASON = 500
SAID = ("title", "start", "end", "officers")


class BlockIn(Input):
    """An end that is a day alone is the end of that day."""

    title = Text(80)
    start = Moment()
    end = Moment(ends=True)
    officers = Heads()


class BlockRelease(Input):
    reason = Text(REASON)


class BlockOut(serializers.Serializer[Any]):
    """`kept_hours` is null where nobody can say; `taken_by` are assignments that
    leave the block too few people."""

    id = serializers.IntegerField(read_only=True)
    station = serializers.CharField(source="station.code", read_only=True)
    title = serializers.CharField(read_only=True)
    start = At()
    end = At()
    officers = Heads(read_only=True)
    kept_hours = Hours(source="kept", allow_null=True)
    taken_by = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    version = serializers.IntegerField(read_only=True)

    def to_representation(self, instance: ProtectedBlock) -> dict[str, Any]:
        found: Protection = self.context["view"].found
        taken = found.taken.get(instance.pk, ())
        instance.kept = found.kept(instance)  # type: ignore[attr-defined]
        instance.taken_by = sorted(  # type: ignore[attr-defined]
            {order.pk for each in taken for order in each.orders}
        )
        return dict(super().to_representation(instance))


class BlockWritten(BlockOut):
    """Also what it did: hours of tasks without a place, before and after."""

    short_before_hours = Hours(allow_null=True)
    short_after_hours = Hours(allow_null=True)


class ByTime:
    """Whether a block is still ahead, the running one included, or over."""

    schema = {"type": "string", "enum": ["ahead", "over"]}

    def condition(self, value: str, user: User) -> Q | None:
        now = timezone.now()
        known = {"ahead": Q(end__gt=now), "over": Q(end__lte=now)}
        return known.get(value)


class ProtectedBlocks(VisibleRows[ProtectedBlock]):
    """Blocks of the station in the address."""

    queryset = ProtectedBlock.objects.select_related("station__bureau")
    serializer_class = BlockOut
    filters = {"when": ByTime()}

    @cached_property
    def station(self) -> Station:
        return load_station(self.user, self.kwargs["code"])

    @cached_property
    def found(self) -> Protection:
        """The verdict with the blocks; read once per request, or set by a write."""
        return read_protection(self.station, now=timezone.now())

    def get_queryset(self) -> QuerySet[ProtectedBlock]:
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        return rows.filter(station=self.station)

    @extend_schema(request=BlockIn, responses={201: BlockWritten})
    @once
    def create(self, request: Request, code: str) -> Response:
        """Protect time. Orders never stop it; what they take of it is told."""
        authorise(self.user, "plan.edit", self.station)
        data = read(BlockIn, request)
        done = protecting.protect(
            by=self.user, station=self.station, now=timezone.now(), **data
        )
        return self._written(done, status=201)

    @extend_schema(request=BlockIn, responses=BlockWritten)
    def partial_update(self, request: Request, code: str, pk: str) -> Response:
        """Move a block or resize it; what is not named stays as it is."""
        row = self.get_object()
        authorise(self.user, "plan.edit", row.station)
        expected(request)
        data = read(BlockIn, request, partial=True)
        with transaction.atomic():
            lock_stations([row.station_id])
            row = lock(request, row)
            said = {name: getattr(row, name) for name in SAID} | dict(data)
            done = protecting.change(
                by=self.user, block=row, now=timezone.now(), **said
            )
        return self._written(done)

    @extend_schema(
        request=None,
        parameters=[
            OpenApiParameter(
                "reason",
                {"type": "string", "minLength": 1, "maxLength": REASON},
                required=True,
                description="Why the time is given up; read from a JSON body too.",
            )
        ],
        responses={204: None},
    )
    def destroy(self, request: Request, code: str, pk: str) -> Response:
        """Give a block up and say why; the trail keeps both."""
        row = self.get_object()
        authorise(self.user, "plan.edit", row.station)
        expected(request)
        said = request.data or request.query_params.dict()
        body = BlockRelease(data=said)
        body.is_valid(raise_exception=True)
        with transaction.atomic():
            lock_stations([row.station_id])
            protecting.release(
                by=self.user,
                block=lock(request, row),
                reason=body.validated_data["reason"],
                now=timezone.now(),
            )
        return Response(status=204)

    def _written(self, done: protecting.Outcome, status: int = 200) -> Response:
        row = done.block
        if row is None:
            raise ValueError("A block that is given up is not shown")
        self.found = done.after
        row.short_before_hours = done.short_before  # type: ignore[attr-defined]
        row.short_after_hours = done.short_after  # type: ignore[attr-defined]
        return self.answer(row, status=status, serializer=BlockWritten)
