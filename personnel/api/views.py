"""Officers, postings and leave: each write is one call of a personnel service."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from desk.etags import expected, lock, seen
from desk.idempotency import once
from desk.inputs import Input
from desk.problems import fields_named
from organization.api.base import VisibleRows
from organization.api.filters import ByNumber, ByUnit, ByValue
from organization.models import Station
from personnel import services
from personnel.api.reading import (
    LEAVE,
    demand,
    demand_any,
    demand_leave,
    named_officer,
    named_unit,
    units_in,
)
from personnel.api.shapes import (
    ContactIn,
    ContactOut,
    LeaveEntry,
    LeaveOut,
    OfficerIn,
    OfficerOut,
    PostingEnd,
    PostingIn,
    PostingOut,
    present,
)
from personnel.contacts import Reachable, reachable
from personnel.models import Contact, Leave, Officer, Posting
from personnel.services.scope import authorise_about

CONTACT = tuple(services.Reach.__dataclass_fields__)


def read(shape: type[Input], request: Request) -> dict[str, Any]:
    """The validated body."""
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def _contact_of(officer: Officer) -> Contact:
    """As it is kept; of version 0 where nothing is."""
    row = Contact.objects.filter(officer=officer).first()
    return row or Contact(officer=officer, version=0)


class Officers(VisibleRows[Officer]):
    """Oneself, and officers posted at any time to a unit whose people one sees."""

    queryset = Officer.objects.all()
    serializer_class = OfficerOut
    filters = {
        "station": ByUnit(
            Station,
            lambda s: Q(
                pk__in=Posting.objects.filter(
                    station=s, during__contains=timezone.localdate()
                ).values("officer")
            ),
        ),
        "category": ByValue("category", Officer.Category.values),
    }

    def get_queryset(self) -> QuerySet[Officer]:
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        today = (
            Posting.objects.visible_to(self.user)
            .filter(during__contains=timezone.localdate())
            .select_related("station__bureau", "department")
        )
        return rows.prefetch_related(Prefetch("postings", today, to_attr="today"))

    @extend_schema(responses=ContactOut)
    @action(detail=True, methods=["get"])
    def contact(self, request: Request, pk: str) -> Response:
        """How the officer is reached, masked by the reader's role; `whole` says
        whether anything is hidden."""
        officer = self.get_object()
        return self._contact(officer, _contact_of(officer))

    @extend_schema(request=ContactIn, responses=ContactOut)
    @contact.mapping.patch
    def change_contact(self, request: Request, pk: str) -> Response:
        """By the officer himself, or by who keeps his file; what is missing stays."""
        officer = self.get_object()
        if officer.user_id != self.user.pk:
            authorise_about(self.user, "ability.edit", [officer])
        row = _contact_of(officer)
        version, said = seen(request, row), read(ContactIn, request)
        known = {name: getattr(row, name) for name in CONTACT}
        reach = services.Reach(**known | said)
        kept = services.set_contact(
            by=self.user, officer=officer, reach=reach, version=version
        )
        return self._contact(officer, kept)

    def _contact(self, officer: Officer, row: Contact) -> Response:
        posting = present(officer)
        at = posting.station if posting else None
        shown = reachable(row, officer, at, self.user) or Reachable(whole=True)
        tag = f'"{row.version}"'
        return Response(ContactOut(shown).data, headers={"ETag": tag})

    @extend_schema(request=OfficerIn, responses={201: OfficerOut})
    @once
    def create(self, request: Request) -> Response:
        demand_any(self.user, "posting.edit")
        data = read(OfficerIn, request)
        unit = named_unit(self.user, data)
        demand(self.user, [unit], "posting.edit")
        with transaction.atomic():
            officer = services.register_officer(
                by=self.user,
                police_number=data["police_number"],
                name=data["name"],
                category=data["category"],
                rank=data["rank"],
            )
            with fields_named(during="start", unit="station"):
                services.post_officer(
                    by=self.user,
                    officer=officer,
                    unit=unit,
                    during=(data["start"], None),
                    post=data["post"],
                )
        return self.answer(self.get_queryset().get(pk=officer.pk), status=201)


class Postings(VisibleRows[Posting]):
    """Where officers work. A posting is ended, never deleted."""

    queryset = Posting.objects.select_related("station", "department")
    serializer_class = PostingOut
    filters = {
        "station": ByUnit(Station, lambda station: Q(station=station)),
        "officer": ByNumber("officer"),
    }

    @extend_schema(request=PostingIn, responses={201: PostingOut})
    @once
    def create(self, request: Request) -> Response:
        demand_any(self.user, "posting.edit")
        data = read(PostingIn, request)
        unit = named_unit(self.user, data)
        demand(self.user, [unit], "posting.edit")
        with fields_named(during="end", unit="station"):
            posting = services.enter_posting(
                by=self.user,
                officer=named_officer(self.user, data["officer"]),
                unit=unit,
                during=(data["start"], data["end"]),
                kind=data["kind"],
                post=data["post"],
            )
        return self.answer(posting, status=201)

    @extend_schema(request=PostingEnd, responses=PostingOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        posting = self.get_object()
        demand(self.user, units_in(posting), "posting.edit")
        expected(request)
        data = read(PostingEnd, request)
        with transaction.atomic(), fields_named(on="end"):
            posting = services.end_posting(
                by=self.user,
                posting=lock(request, posting),
                on=data["end"],
                reason=data["reason"],
            )
        return self.answer(posting)


class Leaves(VisibleRows[Leave]):
    """Days on which officers are away."""

    queryset = Leave.objects.select_related("officer")
    serializer_class = LeaveOut
    filters = {
        "officer": ByNumber("officer"),
        "station": ByUnit(
            Station,
            lambda s: Q(
                officer__in=Posting.objects.filter(station=s).values("officer")
            ),
        ),
    }

    @extend_schema(request=LeaveEntry, responses={201: LeaveOut})
    @once
    def create(self, request: Request) -> Response:
        """Entered without being asked for; one's own leave others decide on."""
        demand_any(self.user, *LEAVE)
        data = read(LeaveEntry, request)
        officer = named_officer(self.user, data["officer"])
        demand_leave(self.user, officer, data["start"], data["end"])
        with fields_named(during="end"):
            leave = services.enter_leave(
                by=self.user,
                officer=officer,
                kind=data["kind"],
                during=(data["start"], data["end"]),
                instead=data["instead"],
            )
        return self.answer(leave, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        leave = self.get_object()
        period = leave.during
        demand_leave(self.user, leave.officer, period.lower, period.upper)
        expected(request)
        with transaction.atomic():
            services.cancel_leave(by=self.user, leave=lock(request, leave))
        return Response(status=204)
