"""Leave that somebody asked for, what was decided, and everything said about it."""

from __future__ import annotations

from collections.abc import Iterable

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organization.models import Department, Station, User
from organization.permissions import POLICY
from organization.wall import lifted
from personnel.models.people import Leave, Officer, same
from personnel.models.spans import Bounded


class LeaveRequestQuerySet(models.QuerySet["LeaveRequest"]):
    def visible_to(self, user: User) -> LeaveRequestQuerySet:
        """One's own, the own unit's for who heads it, those below for the others."""
        seen = LeavePart.objects.seen_by(user)
        condition = Q(officer__user=user) | Q(asked_by=user)
        return self.filter(condition | Q(pk__in=seen.values("request")))

    def waiting_for(self, user: User) -> LeaveRequestQuerySet:
        """Those the user is to decide; nobody decides on his own."""
        paths = user.scope.bureaus_as(*POLICY["leave.decide_below"].roles)
        below = LeavePart.objects.below(paths)
        parts = LeavePart.objects.filter(request=OuterRef("pk"))
        beyond = Exists(parts.exclude(pk__in=below.values("pk")))
        mine = LeavePart.objects.of_heads(user).values("request")
        condition = Q(to_leader=False, pk__in=mine)
        if paths:
            condition |= Q(~beyond, to_leader=True)
        asked = self.filter(condition, state=LeaveRequest.State.ASKED)
        return asked.exclude(officer__user=user)

    def with_parts(self) -> LeaveRequestQuerySet:
        """Beside the officer and the units; three queries for any number."""
        units = PartsOfKnownLeave(LeavePart)
        named = ("station__bureau", "department__bureau")
        parts = Prefetch("parts", units.select_related(*named))
        return self.select_related("officer").prefetch_related(parts)

    def waiting_first(self) -> LeaveRequestQuerySet:
        """The newest of each first."""
        over = Case(When(state="asked", then=Value(0)), default=Value(1))
        return self.order_by(over, "-pk")


class LeaveRequest(Bounded, models.Model):
    """An officer wishes to be away; its parts say where he serves meanwhile.

    `to_leader`: he heads the unit or is in two of them, so the bureau's leader decides.
    Approved it has a row of `Leave`, the one thing capacity reads; that row may later
    end sooner.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("To be decided")
        APPROVED = "approved", pgettext_lazy("a leave", "Approved")
        REFUSED = "refused", _("Not approved")
        TAKEN_BACK = "taken_back", _("Taken back")
        RECALLED = "recalled", _("Called off")

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="leave_requests")
    kind = models.CharField(max_length=14, choices=Leave.Kind.choices)
    during = DateRangeField()
    reason = models.TextField(_("reason"), blank=True)
    to_leader = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    leave = models.OneToOneField(
        Leave, models.SET_NULL, null=True, blank=True, related_name="request"
    )
    version = models.PositiveIntegerField(default=1)

    objects = LeaveRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for leave")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="leave_request_has_days",
                condition=Q(
                    during__isempty=False,
                    during__startswith__isnull=False,
                    during__endswith__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="leave_request_decided_has_a_name",
                condition=Q(
                    state__in=["asked", "taken_back"], decided_at=None, decided_by=None
                )
                | Q(
                    state__in=["approved", "refused", "recalled"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
            ),
            ExclusionConstraint(
                name="leave_request_no_overlap",
                expressions=[
                    (same("officer_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(state="asked"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.get_kind_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def places(self) -> list[LeavePart]:
        """Its parts in order of time; several where he changes the unit meanwhile."""
        return sorted(self.parts.all(), key=lambda part: part.first)

    @property
    def at_stations(self) -> list[LeavePart]:
        return [part for part in self.places if part.station_id is not None]

    def shown_to(self, user: User) -> list[LeavePart]:
        """Its parts at stations of which the user reads what stands in its way there
        and what it does: a chief not of the other station. One query at most."""
        if user.pk in (self.officer.user_id, self.asked_by_id):
            return self.at_stations
        rows = LeavePart.objects.seen_by(user).filter(request=self)
        seen = set(rows.values_list("pk", flat=True))
        return [part for part in self.at_stations if part.pk in seen]


class LeavePartQuerySet(models.QuerySet["LeavePart"]):
    def of_heads(self, user: User) -> LeavePartQuerySet:
        """In units on whose leave the user decides."""
        scope, roles = user.scope, POLICY["leave.decide"].roles
        own = Q(station__in=scope.stations_as(*roles))
        return self.filter(own | Q(department__in=scope.departments_as(*roles)))

    def seen_by(self, user: User) -> LeavePartQuerySet:
        """In the own unit for who heads it, below for who sees the people there."""
        paths = user.scope.bureaus_as(*POLICY["personnel.view"].roles)
        return self.of_heads(user) | self.below(paths)

    def below(self, paths: Iterable[str]) -> LeavePartQuerySet:
        """In units below one of the bureaus."""
        condition = Q(pk__in=())
        for path in paths:
            condition |= Q(station__bureau__path__startswith=path)
            condition |= Q(department__bureau__path__startswith=path)
        return self.filter(condition)


class PartsOfKnownLeave(LeavePartQuerySet):
    """Read beside requests that were found, wherever the parts lie."""

    def _fetch_all(self) -> None:
        with lifted("who knows of a leave knows where it is spent"):
            super()._fetch_all()


class LeavePart(Bounded, models.Model):
    """Days of a request on which the officer serves in one unit."""

    request = models.ForeignKey(LeaveRequest, models.CASCADE, related_name="parts")
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+"
    )
    during = DateRangeField()

    objects = LeavePartQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a request for leave")
        ordering = ["during"]
        constraints = [
            models.CheckConstraint(
                name="leave_part_in_exactly_one_unit",
                condition=Q(station=None, department__isnull=False)
                | Q(station__isnull=False, department=None),
            ),
            models.CheckConstraint(
                name="leave_part_has_days",
                condition=Q(
                    during__isempty=False,
                    during__startswith__isnull=False,
                    during__endswith__isnull=False,
                ),
            ),
            ExclusionConstraint(
                name="leave_part_no_overlap",
                expressions=[
                    (same("request_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.station or self.department}"

    @property
    def unit(self) -> Station | Department:
        """The one unit he serves in."""
        found = self.station or self.department
        if found is None:
            raise ValueError("A part always names one unit")
        return found


class LeaveStep(models.Model):
    """What was done with a request. Rows are only ever added.

    `back` is the first day at work again where the leave was shortened.
    """

    class Act(models.TextChoices):
        ASK = "ask", _("Asked for")
        TAKE_BACK = "take_back", _("Taken back")
        APPROVE = "approve", pgettext_lazy("a leave", "Approved")
        REFUSE = "refuse", _("Not approved")
        SHORTEN = "shorten", _("Shortened")
        RECALL = "recall", _("Called off")

    request = models.ForeignKey(LeaveRequest, models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=10, choices=Act.choices)
    text = models.TextField(blank=True)
    instead = models.TextField(_("who attends instead"), blank=True)
    back = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("step of a request for leave")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="leave_step_no_has_a_reason",
                condition=Q(act__in=["ask", "take_back", "approve"]) | ~Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request} {self.act}"
