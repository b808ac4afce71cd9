"""Offers to join two tasks that overlap in part: made, answered, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.acting import NoBody, Why, read, telling_findings, version_read
from coordination.api.fields import At, Hours, HoursIn
from coordination.models import DuplicateStation, JoinOffer
from coordination.services import offering_join
from coordination.services.extending import Terms, accept
from desk.etags import Outdated
from desk.idempotency import once
from desk.inputs import Enum, Input, Text
from organization.api.base import VisibleRows
from organization.api.filters import ByNumber, ByUnit, ByValue
from organization.models import Department
from organization.permissions import POLICY, authorise, may_somewhere
from tasking.services.acts import Stale


class JoinOfferIn(Input):
    """`duplicate`: the id of any of its rows among the conflicts of that kind; `kept`:
    the task that would ask for more. Hours are per station; none: by the rule."""

    duplicate = serializers.IntegerField(min_value=1, max_value=10**17)
    kept = serializers.IntegerField(min_value=1, max_value=10**17)
    elsewhere = serializers.BooleanField(required=False, default=False)
    hours = HoursIn(required=False, allow_null=True, default=None)
    note = Text(2000, required=False, allow_blank=True, default="")


class JoinTermsIn(Input):
    """What is left out is taken as it was offered; `reason` where it no longer fits."""

    items = serializers.ListField(child=Text(40), required=False, max_length=40)
    elsewhere = serializers.BooleanField(required=False, allow_null=True, default=None)
    hours = HoursIn(required=False, allow_null=True, default=None)
    reason = Text(2000, required=False, allow_blank=True, default="")


class JoinOfferOut(serializers.Serializer[JoinOffer]):
    """`hours`: what the items take at one station that owes both; `current`: both
    tasks are as they were when it was made."""

    id = serializers.IntegerField(read_only=True)
    kept = serializers.IntegerField(source="kept_id", read_only=True)
    folded = serializers.IntegerField(source="folded_id", read_only=True)
    department = serializers.CharField(source="folded.requester_code", read_only=True)
    asked = serializers.CharField(source="kept.requester_code", read_only=True)
    state = Enum("JoinOfferState", JoinOffer.State.values, read_only=True)
    items = serializers.ListField(child=serializers.CharField(), read_only=True)
    elsewhere = serializers.BooleanField(read_only=True)
    hours = Hours(source="units", allow_null=True)
    note = serializers.CharField(read_only=True)
    current = serializers.BooleanField(source="is_current", read_only=True)
    at = At()
    answered_at = At(allow_null=True)
    answer = serializers.CharField(read_only=True)
    spared_hours = Hours(source="party.saved_units", allow_null=True, default=None)
    version = serializers.IntegerField(read_only=True)


class JoinOffers(VisibleRows[JoinOffer]):
    """Those of both departments, and of the bureaus overseen."""

    queryset = JoinOffer.objects.select_related(
        *("kept__department__bureau", "folded__department__bureau", "party", "pair")
    )
    serializer_class = JoinOfferOut
    filters = {
        "state": ByValue("state", JoinOffer.State.values),
        "kept": ByNumber("kept"),
        "department": ByUnit(Department, lambda unit: Q(folded__department=unit)),
    }

    @extend_schema(request=JoinOfferIn, responses={201: JoinOfferOut})
    @once
    def create(self, request: Request) -> Response:
        """Offer to give the own task up, if the other asks for the rest of it."""
        if not may_somewhere(self.user, "duplicate.join"):
            raise PermissionDenied(str(POLICY["duplicate.join"].title))
        data = read(JoinOfferIn, request)
        seen = DuplicateStation.objects.visible_to(self.user)
        row = seen.filter(pk=data.pop("duplicate")).select_related("pair").first()
        if row is None:
            raise ValidationError({"duplicate": [_("There is no such duplicate.")]})
        made = offering_join.offer(
            by=self.user,
            pair=row.pair,
            units=data.pop("hours"),
            now=timezone.now(),
            **data,
        )
        return self._told(made, status=201)

    @extend_schema(request=JoinTermsIn, responses=JoinOfferOut)
    @action(detail=True, methods=["post"], url_path="accept", url_name="accept")
    def accept_(self, request: Request, pk: str) -> Response:
        """Ask for what was offered, or for a part of it; the other is given up."""
        row = self.get_object()
        authorise(self.user, "duplicate.join", row.kept.department)
        version = version_read(request, row.version)
        data = read(JoinTermsIn, request)
        items = data.pop("items", None)
        terms = Terms(
            items=None if items is None else tuple(items),
            units=data.pop("hours"),
            **data,
        )
        with telling_findings(), _outdated():
            accept(
                by=self.user,
                offer=row,
                now=timezone.now(),
                terms=terms,
                version=version,
            )
        return self._told(row)

    @extend_schema(request=Why, responses=JoinOfferOut)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """The own task stays as it is, with a reason."""
        row = self.get_object()
        authorise(self.user, "duplicate.join", row.kept.department)
        version = version_read(request, row.version)
        reason = read(Why, request)["reason"]
        with _outdated():
            offering_join.decline(
                by=self.user,
                offer=row,
                reason=reason,
                now=timezone.now(),
                version=version,
            )
        return self._told(row)

    @extend_schema(request=NoBody, responses=JoinOfferOut)
    @action(detail=True, methods=["post"], url_path="take-back", url_name="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """The own offer is withdrawn."""
        row = self.get_object()
        authorise(self.user, "duplicate.join", row.folded.department)
        version = version_read(request, row.version)
        read(NoBody, request)
        with _outdated():
            offering_join.take_back(
                by=self.user, offer=row, now=timezone.now(), version=version
            )
        return self._told(row)

    def _told(self, row: JoinOffer, status: int = 200) -> Response:
        """As it is now."""
        return self.answer(JoinOffers.queryset.get(pk=row.pk), status=status)


@contextmanager
def _outdated() -> Iterator[None]:
    """Somebody was faster between the tag and the service's locks."""
    try:
        yield
    except Stale:
        raise Outdated from None
