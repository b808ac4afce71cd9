"""Allocations, disbursements and the station's word, for other systems."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from budget.api.naming import named_station
from budget.api.shapes import (
    AllocationIn,
    AllocationOut,
    DisbursementIn,
    DisbursementOut,
    DisputeAnswerIn,
    DisputeFilesIn,
    MoneyReturnIn,
    ReceiptIn,
    ReceiptOut,
)
from budget.models import Disbursement, Entry
from budget.services import arriving, disbursing, disputing
from budget.services.allocating import Purpose, allocate, line_of
from budget.services.speaking import demand_confirming
from desk.etags import seen
from desk.file_doors import WITH_FILES, is_multipart
from desk.idempotency import once
from desk.inputs import Input, Nothing, WhyIn
from desk.problems import fields_named
from organization.api.base import VisibleRows
from organization.api.filters import ByNumber, ByUnit, Filter
from organization.models import Station, User
from organization.permissions import authorise
from personnel.api.reading import demand_any
from personnel.api.views import read

FILTERS: dict[str, Filter] = {
    "station": ByUnit(Station, lambda unit: Q(line__station=unit)),
    "year": ByNumber("line__year"),
}
ENTRIES = Entry.objects.select_related("line__station", "by", "counter")


class Allocations(VisibleRows[Entry]):
    """What stations were allocated."""

    queryset = ENTRIES.filter(kind=Entry.Kind.ALLOCATE)
    serializer_class = AllocationOut
    filters = FILTERS

    @extend_schema(request=AllocationIn, responses={201: AllocationOut})
    @once
    def create(self, request: Request) -> Response:
        """Add to what a station has been allocated."""
        demand_any(self.user, "money.keep")
        data = read(AllocationIn, request)
        station = named_station(self.user, data["station"])
        authorise(self.user, "money.keep", station)
        made = allocate(
            by=self.user,
            station=station,
            purpose=_purpose(data),
            amount=data["amount"],
            document=data["document"],
            now=timezone.now(),
        )
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)


class Receipts(VisibleRows[Entry]):
    """What stations said has come, and what of it meets the need."""

    queryset = ENTRIES.filter(kind__in=(Entry.Kind.RECEIVE, Entry.Kind.CONFIRM))
    serializer_class = ReceiptOut
    filters = {**FILTERS, "disbursement": ByNumber("disbursement")}

    @extend_schema(request=ReceiptIn, responses={201: ReceiptOut})
    @once
    def create(self, request: Request) -> Response:
        """The station's word on one disbursement; a part of it may be told."""
        demand_any(self.user, "money.confirm")
        data = read(ReceiptIn, request)
        rows = Disbursement.objects.visible_to(self.user)
        paid = rows.select_related("line__station").filter(pk=data["disbursement"])
        row = paid.first()
        if row is None:
            told = _("Nothing is known by this value.")
            raise ValidationError({"disbursement": [told]})
        demand_confirming(self.user, row)
        say = arriving.confirm if data["kind"] == "confirm" else arriving.receive
        made = say(
            by=self.user, disbursement=row, amount=data["amount"], now=timezone.now()
        )
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)


class Disbursements(VisibleRows[Disbursement]):
    """Payments; a station sees those released to it."""

    queryset = Disbursement.objects.select_related(
        "line__station__bureau", "delivery"
    ).prefetch_related("disputes")
    serializer_class = DisbursementOut
    parser_classes = WITH_FILES
    filters = FILTERS

    @extend_schema(request=DisbursementIn, responses={201: DisbursementOut})
    @once
    def create(self, request: Request) -> Response:
        """Prepare one; somebody else releases it."""
        demand_any(self.user, "money.keep")
        data = read(DisbursementIn, request)
        station = named_station(self.user, data["station"])
        authorise(self.user, "money.keep", station)
        made = disbursing.prepare(
            by=self.user,
            line=line_of(station, _purpose(data)),
            payment=disbursing.Payment(data["amount"], data["mode"], data["purpose"]),
            now=timezone.now(),
        )
        return self._shown(made.pk, status=201)

    @extend_schema(request=Nothing, responses=DisbursementOut)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        """Let it go, as the second person."""
        return self._act(
            request, disbursing.demand_releasing, Nothing, disbursing.release
        )

    @extend_schema(request=WhyIn, responses=DisbursementOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """It is not paid."""
        return self._act(request, _keeps, WhyIn, disbursing.cancel)

    @extend_schema(
        request={"application/json": WhyIn, "multipart/form-data": DisputeFilesIn},
        responses=DisbursementOut,
    )
    @action(detail=True, methods=["post"])
    def dispute(self, request: Request, pk: str) -> Response:
        """The station says that it has not come; what shows it comes as multipart."""
        shape = DisputeFilesIn if is_multipart(request) else WhyIn
        with fields_named(evidence="files"):
            return self._act(request, demand_confirming, shape, disputing.dispute)

    @extend_schema(request=DisputeAnswerIn, responses=DisbursementOut)
    @action(detail=True, methods=["post"], url_path="answer", url_name="answer")
    def answer_dispute(self, request: Request, pk: str) -> Response:
        """The bureau answers the station."""
        return self._act(request, _keeps, DisputeAnswerIn, disputing.answer)

    @extend_schema(request=Nothing, responses=DisbursementOut)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: str) -> Response:
        """The station says that nothing is in dispute any more."""
        return self._act(request, demand_confirming, Nothing, disputing.settle)

    @extend_schema(request=MoneyReturnIn, responses=DisbursementOut)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def give_back(self, request: Request, pk: str) -> Response:
        """What came and is not needed returns to the bureau."""
        return self._act(request, demand_confirming, MoneyReturnIn, arriving.give_back)

    def _act(
        self,
        request: Request,
        demand: Callable[[User, Disbursement], None],
        shape: type[Input],
        act: Callable[..., Any],
    ) -> Response:
        """The version is compared by the service, under the lock it takes itself."""
        row = self.get_object()
        demand(self.user, row)
        act(
            by=self.user,
            disbursement=row,
            version=seen(request, row),
            now=timezone.now(),
            **read(shape, request),
        )
        return self._shown(row.pk)

    def _shown(self, pk: int, status: int = 200) -> Response:
        return self.answer(get_object_or_404(self.get_queryset(), pk=pk), status=status)


def _keeps(user: User, row: Disbursement) -> None:
    authorise(user, "money.keep", row.line.station)


def _purpose(data: dict[str, Any]) -> Purpose:
    return Purpose(data["year"], data["category"], data["fund"])
