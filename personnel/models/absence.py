"""Leave that somebody asked for, what was decided, and everything said about it."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organization.models import Station, User
from organization.permissions import POLICY
from personnel.models.people import Leave, Officer, same
from personnel.models.spans import Bounded


class LeaveRequestQuerySet(models.QuerySet["LeaveRequest"]):
    def visible_to(self, user: User) -> LeaveRequestQuerySet:
        """One's own, the own station's for a chief, and those below for the others."""
        scope = user.scope
        condition = Q(officer__user=user) | Q(asked_by=user)
        chiefs = scope.stations_as(*POLICY["leave.decide"].roles)
        condition |= Q(station__in=chiefs)
        for path in scope.bureaus_as(*POLICY["personnel.view"].roles):
            condition |= Q(station__bureau__path__startswith=path)
        return self.filter(condition)

    def waiting_for(self, user: User) -> LeaveRequestQuerySet:
        """Those the user is to decide; nobody decides on his own."""
        scope = user.scope
        condition = Q(
            to_leader=False,
            station__in=scope.stations_as(*POLICY["leave.decide"].roles),
        )
        for path in scope.bureaus_as(*POLICY["leave.decide_below"].roles):
            condition |= Q(to_leader=True, station__bureau__path__startswith=path)
        asked = self.filter(condition, state=LeaveRequest.State.ASKED)
        return asked.exclude(officer__user=user)

    def waiting_first(self) -> LeaveRequestQuerySet:
        """The newest of each first."""
        over = Case(When(state="asked", then=Value(0)), default=Value(1))
        return self.order_by(over, "-pk")


class LeaveRequest(Bounded, models.Model):
    """An officer wishes to be away. `station` is where he serves on all these days.

    `to_leader`: he heads the station, so the bureau's leader decides. Approved it has a
    row of `Leave`, the one thing capacity reads; that row may later end sooner.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("To be decided")
        APPROVED = "approved", pgettext_lazy("a leave", "Approved")
        REFUSED = "refused", _("Not approved")
        TAKEN_BACK = "taken_back", _("Taken back")
        RECALLED = "recalled", _("Called off")

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="leave_requests")
    station = models.ForeignKey(Station, models.PROTECT, related_name="+")
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
