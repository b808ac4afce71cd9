"""The ledger's entries and what stations say has not arrived, for other systems."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from budget.api.shapes import Amount, EntryOut
from budget.models import Dispute, Entry
from budget.services.taking_back import demand_taking_back, take_back
from desk.etags import Outdated, expected
from desk.file_doors import FileDoor, FileOut
from desk.inputs import Enum, Input, Text
from organization.api.base import VisibleRows, entity_tag
from organization.api.filters import ByNumber, ByUnit, ByValue
from organization.models import Station
from personnel.api.views import read


class TakeBackIn(Input):
    reason = Text(200)


class AnyEntryOut(EntryOut):
    """`takes_back` is the entry that a counter-entry answers; `note` the document or
    the reason. Entries about a payment name it."""

    kind = Enum("EntryKind", Entry.Kind.values, read_only=True)
    disbursement = serializers.IntegerField(
        source="disbursement_id", read_only=True, allow_null=True
    )
    takes_back = serializers.IntegerField(
        source="takes_back_id", read_only=True, allow_null=True
    )
    note = serializers.CharField(read_only=True)


class Entries(VisibleRows[Entry]):
    """Every step of every yuan, the latest first."""

    queryset = Entry.objects.select_related(
        "line__station__bureau", "disbursement", "takes_back", "counter", "by"
    )
    serializer_class = AnyEntryOut
    filters = {
        "station": ByUnit(Station, lambda unit: Q(line__station=unit)),
        "year": ByNumber("line__year"),
        "kind": ByValue("kind", Entry.Kind.values),
        "disbursement": ByNumber("disbursement"),
    }

    @extend_schema(request=TakeBackIn, responses=AnyEntryOut)
    @action(detail=True, methods=["post"], url_path="take-back", url_name="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """Enter the opposite of it, with the reason; the answer is that entry."""
        row = self.get_object()
        demand_taking_back(self.user, row)
        tags = expected(request)
        tag = entity_tag(row, self.get_serializer(row).data).strip('"')
        if not tags & {"*", tag}:
            raise Outdated
        data = read(TakeBackIn, request)
        made = take_back(by=self.user, entry=row, now=timezone.now(), **data)
        return self.answer(self.get_queryset().get(pk=made.pk))


class DisputeOut(serializers.Serializer[Any]):
    """Only the station ends it; without `closed_at` it is open."""

    id = serializers.IntegerField(read_only=True)
    disbursement = serializers.IntegerField(source="disbursement_id", read_only=True)
    station = serializers.CharField(
        source="disbursement.line.station.code", read_only=True
    )
    year = serializers.IntegerField(source="disbursement.line.year", read_only=True)
    amount = Amount(source="disbursement.amount", read_only=True)
    reason = serializers.CharField(read_only=True)
    files = FileOut(many=True, read_only=True)
    by = serializers.CharField(source="raised_by.name", read_only=True)
    at = serializers.DateTimeField(source="raised_at", read_only=True)
    answer = serializers.CharField(read_only=True)
    answered_by = serializers.CharField(
        source="answered_by.name", default=None, read_only=True, allow_null=True
    )
    answered_at = serializers.DateTimeField(read_only=True, allow_null=True)
    closed_at = serializers.DateTimeField(read_only=True, allow_null=True)


class Disputes(FileDoor, VisibleRows[Dispute]):
    """What stations said has not arrived, what shows it, what the bureau answered."""

    queryset = Dispute.objects.select_related(
        *("disbursement__line__station", "raised_by", "answered_by")
    ).prefetch_related("files")
    serializer_class = DisputeOut
    filters = {
        "station": ByUnit(Station, lambda unit: Q(disbursement__line__station=unit)),
        "year": ByNumber("disbursement__line__year"),
        "disbursement": ByNumber("disbursement"),
        "state": ByValue(
            "",
            ("open", "closed"),
            {"open": Q(closed_at=None), "closed": Q(closed_at__isnull=False)},
        ),
    }
