"""Proposals: put forward, answered, decided, withdrawn."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.acting import Why, read
from coordination.api.fields import At, Heads, HoursIn, Moment
from coordination.api.plans import PlannedChanges, PlannedStations
from coordination.core.plans import Plan
from coordination.models import Conflict, Proposal, ProposalEntry, ProposalParty
from coordination.models.proposal import ACTIVE_STATES
from coordination.services.fixing import plan_of
from coordination.services.negotiation import answering, deciding, proposing
from coordination.services.negotiation.drafting import Wish, own_plan
from coordination.services.negotiation.lifecycle import ANSWER
from coordination.services.negotiation.rights import (
    authorise_propose,
    is_inspectorate,
    may_answer,
    may_withdraw,
)
from coordination.snapshot import milli
from desk.etags import expected, lock
from desk.idempotency import once
from desk.inputs import Enum, Input, Text
from organization.api.base import VisibleRows
from organization.api.filters import ByNumber, ByUnit, ByValue
from organization.models import Station, User
from organization.permissions import POLICY, may, may_somewhere


class WishIn(Input):
    """All that shall differ from today for one assignment; hours are those left.

    An appointment takes `start` with `end`, `officers` and `attendees` instead.
    """

    assignment = serializers.IntegerField(min_value=1, max_value=10**17)
    due = Moment(ends=True, required=False, allow_null=True, default=None)
    effort_hours = HoursIn(required=False, allow_null=True, default=None)
    waive = serializers.BooleanField(required=False, default=False)
    start = Moment(required=False, allow_null=True, default=None)
    end = Moment(ends=True, required=False, allow_null=True, default=None)
    officers = Heads(required=False, allow_null=True, default=None)
    attendees = serializers.ListField(
        child=Text(40), max_length=400, required=False, default=list
    )

    def validate(self, data: Any) -> Any:
        if (data["start"] is None) != (data["end"] is None):
            missing = "start" if data["start"] is None else "end"
            raise ValidationError({missing: [_("Say when it starts and ends.")]})
        return data


class Changes(serializers.ListField):
    """At most a few dozen wishes."""

    child = WishIn()

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=60, **options)


class ProposalIn(Input):
    """`plan` names one of the ways out that `fixes` lists; or one's own `changes`."""

    conflict = serializers.IntegerField(min_value=1, max_value=10**17)
    plan = Text(400, required=False, default="")
    changes = Changes(required=False, default=list)
    text = Text(2000, required=False, allow_blank=True, default="")


class ProposalAnswerIn(Input):
    """`unit` is needed only by who answers for several of those asked."""

    answer = Enum("ProposalAct", ANSWER)
    unit = Text(32, required=False, default="")
    text = Text(2000, required=False, allow_blank=True, default="")
    extension = Text(80, required=False, allow_blank=True, default="")
    officers = serializers.ListField(child=Text(12), required=False, max_length=50)
    changes = Changes(required=False)


class ProposalDecisionIn(Input):
    """`officers` by station code, where a lending chief has named nobody."""

    approve = serializers.BooleanField()
    text = Text(2000)
    extension = Text(80, required=False, allow_blank=True, default="")
    officers = serializers.DictField(
        child=serializers.ListField(child=Text(12), max_length=50), required=False
    )
    approved_by = Text(60, required=False, default="")


class PartyOut(serializers.Serializer[ProposalParty]):
    """A unit that is asked, and its answer; `by_silence`: it gave none in time."""

    unit = serializers.CharField(source="unit.code", read_only=True)
    part = Enum("ProposalPart", ProposalParty.Part.values, read_only=True)
    answer = Enum("ProposalAnswer", ProposalParty.Answer.values, read_only=True)
    due = At(source="due_at")
    answered_at = At(allow_null=True)
    by_silence = serializers.BooleanField(read_only=True)
    comment = serializers.CharField(read_only=True)


class EntryOut(serializers.Serializer[ProposalEntry]):
    """One act; `unit` is whose it was, empty for the clock's and the office's;
    `system`: nobody did it, it followed from answers, facts or the clock."""

    at = At()
    act = serializers.CharField(read_only=True)
    system = serializers.BooleanField(source="by_system", read_only=True)
    unit = serializers.CharField(source="unit_code", read_only=True)
    note = serializers.CharField(read_only=True)


class ProposalRow(serializers.Serializer[Proposal]):
    id = serializers.IntegerField(read_only=True)
    conflict = serializers.IntegerField(source="conflict_id", read_only=True)
    conflicts = serializers.SerializerMethodField()
    station = serializers.CharField(source="conflict.station.code", read_only=True)
    state = Enum("ProposalState", Proposal.State.values, read_only=True)
    method = serializers.CharField(read_only=True)
    round = serializers.IntegerField(read_only=True)
    due = At(source="due_at", allow_null=True)
    proposed_at = At()
    closed_at = At(allow_null=True)
    changes = PlannedChanges()
    stations = PlannedStations()
    parties = PartyOut(many=True, read_only=True)
    version = serializers.IntegerField(read_only=True)

    def get_conflicts(self, row: Proposal) -> list[int]:
        return sorted(conflict.pk for conflict in row.conflicts.all())


class ProposalOut(ProposalRow):
    entries = EntryOut(many=True, read_only=True)


class Proposals(VisibleRows[Proposal]):
    """Those about conflicts one sees, and those one's unit is asked about."""

    queryset = Proposal.objects.select_related("conflict__station").prefetch_related(
        "parties__department", "parties__station", "conflicts"
    )
    serializer_class = ProposalRow
    filters = {
        "conflict": ByNumber("conflicts"),
        "station": ByUnit(Station, lambda unit: Q(conflict__station=unit)),
        "state": ByValue(
            "state", Proposal.State.values, {"active": Q(state__in=ACTIVE_STATES)}
        ),
    }

    def get_serializer_class(self) -> Any:
        return ProposalOut if self.detail else ProposalRow

    @extend_schema(request=ProposalIn, responses={201: ProposalOut})
    @once
    def create(self, request: Request) -> Response:
        """Put other dates or fewer hours before everybody they concern."""
        if not any(
            may_somewhere(self.user, right)
            for right in ("proposal.create", "proposal.broker", "proposal.decide")
        ):
            raise PermissionDenied(str(POLICY["proposal.create"].title))
        data = read(ProposalIn, request)
        seen = Conflict.objects.visible_to(self.user).select_related("station__bureau")
        conflict = seen.filter(pk=data["conflict"]).first()
        if conflict is None:
            raise ValidationError({"conflict": [_("There is no such conflict.")]})
        authorise_propose(self.user, conflict)
        row = proposing.propose(
            by=self.user,
            conflict=conflict,
            plan=asked_plan(conflict, data),
            text=data["text"],
            now=timezone.now(),
        )
        return self._told(row, status=201)

    @extend_schema(request=ProposalAnswerIn, responses=ProposalOut)
    @action(detail=True, methods=["post"], url_path="answer", url_name="answer")
    def answer_(self, request: Request, pk: str) -> Response:
        """Agree, suggest otherwise, do not agree, or ask for coordination."""
        row = self.get_object()
        party = own_party(self.user, row, request.data)
        expected(request)
        data = read(ProposalAnswerIn, request)
        said: dict[str, Any] = {"text": data["text"]}
        if data["answer"] in ("accept", "counter"):
            said["extension"] = data["extension"]
        if data["answer"] == "accept":
            said["officers"] = data.get("officers", ())
        if data["answer"] == "counter":
            said["wishes"] = wishes(data.get("changes", ()))
        with transaction.atomic():
            lock(request, row)
            service = getattr(answering, data["answer"])
            service(by=self.user, party=party, now=timezone.now(), **said)
        return self._told(row)

    @extend_schema(request=ProposalDecisionIn, responses=ProposalOut)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """The bureau leader orders what the plan says, or refuses it."""
        row = self.get_object()
        station = row.conflict.station
        if not (
            may(self.user, "proposal.decide", station)
            or is_inspectorate(self.user, row)
        ):
            raise PermissionDenied(str(POLICY["proposal.decide"].title))
        expected(request)
        data = read(ProposalDecisionIn, request)
        named = data.pop("officers", {})
        ids = dict(Station.objects.filter(code__in=named).values_list("code", "pk"))
        approver = data.pop("approved_by")
        with transaction.atomic():
            lock(request, row)
            deciding.decide(
                by=self.user,
                proposal=row,
                now=timezone.now(),
                officers={ids[code]: who for code, who in named.items() if code in ids},
                approved_by=User.objects.filter(username=approver).first(),
                **data,
            )
        return self._told(row)

    @extend_schema(request=Why, responses=ProposalOut)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take it back, with a reason."""
        row = self.get_object()
        if not may_withdraw(self.user, row):
            raise PermissionDenied(str(POLICY["proposal.create"].title))
        expected(request)
        reason = read(Why, request)["reason"]
        with transaction.atomic():
            lock(request, row)
            proposing.withdraw(
                by=self.user, proposal=row, text=reason, now=timezone.now()
            )
        return self._told(row)

    def _told(self, row: Proposal, status: int = 200) -> Response:
        """As it is now, with everything that follows from an act."""
        fresh = Proposals.queryset.get(pk=row.pk)
        return self.answer(fresh, status=status, serializer=ProposalOut)


def asked_plan(conflict: Conflict, data: Any) -> Plan:
    """The ranked plan that is named, or the one made by hand."""
    if not data["plan"]:
        return own_plan(conflict, wishes(data["changes"]))
    if data["changes"]:
        text = _("Name a plan or send changes, not both.")
        raise ValidationError({"plan": [text]})
    plan = plan_of(conflict, data["plan"], now=timezone.now())
    if plan is None:
        text = _("The facts have changed and give this plan no more; look again.")
        raise ValidationError({"plan": [text]})
    return plan


def wishes(changes: Any) -> dict[int, Wish]:
    """By assignment; ValidationError for one that is named twice."""
    found: dict[int, Wish] = {}
    for each in changes:
        if each["assignment"] in found:
            raise ValidationError({"changes": [_("An assignment stands there twice.")]})
        found[each["assignment"]] = Wish(
            due=each["end"] or each["due"],
            effort=each["effort_hours"],
            waive=each["waive"],
            start=each["start"],
            officers=milli(each["officers"]),
            names=tuple(each["attendees"]),
        )
    return found


def own_party(user: User, row: Proposal, data: Any) -> ProposalParty:
    """The party the user answers for; PermissionDenied when there is none."""
    code = data.get("unit") if isinstance(data, dict) else None
    parties = row.parties.select_related("department__bureau", "station__bureau")
    for party in parties.order_by("-answer"):
        if code in (None, "", party.unit.code) and may_answer(user, party.unit):
            return party
    raise PermissionDenied(str(POLICY["proposal.answer"].title))
