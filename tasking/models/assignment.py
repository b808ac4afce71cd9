"""What one directive puts on one station, and the log of what was done with it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organization.labelled import Labelled
from organization.models import Department, Station, User
from tasking.models.directive import DeadlineClass, Directive

RESERVED = "reserved"  # stands for the sponsor of what must stay secret

# States in which the work is still owed; everything else costs the station nothing.
LIVE_STATES = ("issued", "acknowledged", "in_progress", "returned")


ACT_LABELS = {
    "acknowledge": _("Signed for"),
    "progress": _("Progress"),
    "report": _("Reported"),
    "accept": _("Accepted"),
    "return": _("Returned for completion"),
    "withdraw": _("Withdrawn"),
    "waive": _("Taken off this station"),
    "recall": _("Recalled"),
    "expire": _("Ended with the urgent task"),
    "redate": _("Dates changed"),
    "rearrange": _("Rearranged"),
    "relay": _("Relayed by the bureau"),
    "restore": _("In force again"),
    "merge": _("Joined to another task"),
    "split": _("Split"),
    "join": _("Done with another task"),
    "extend": _("Asked for more"),
    "reduce": _("Asked for less"),
    "take_back": _("Taken back by whoever did it"),
}


# What a station does; everything else is done to it by the requester.
STATION_ACTS = ("acknowledge", "progress", "report", "take_back")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: User) -> AssignmentQuerySet:
        """Own stations', own departments', of tasks they joined, and those below an
        overseen bureau."""
        from tasking.models.party import joined_directives

        scope = user.scope
        condition = Q(station__in=scope.stations) | Q(department__in=scope.departments)
        if joined := joined_directives(user):
            condition |= Q(directive__in=joined)
        for path in scope.bureaus_as("leader", "coordinator", "internal_auditor"):
            condition |= Q(station__bureau__path__startswith=path)
        return self.filter(condition)

    def live(self) -> AssignmentQuerySet:
        return self.filter(state__in=LIVE_STATES)

    def overdue(self, now: dt.datetime) -> AssignmentQuerySet:
        return self.live().filter(due__lte=now).exclude(remaining_units=0)


class Assignment(Labelled):
    """The work itself. It carries every figure the detector reads, so that reading a
    station touches this table alone; what differs from the directive is an override.

    `remaining_units` counts what is still to be done, in 1/1000 officer-minutes;
    null means nobody has estimated it. Events need `officers` from release to due, and
    `travel` minutes before and after it, null where there is no way or nobody knows it.
    """

    class State(models.TextChoices):
        ISSUED = "issued", _("To sign for")
        ACKNOWLEDGED = "acknowledged", _("Signed for")
        IN_PROGRESS = "in_progress", _("In progress")
        REPORTED = "reported", _("Reported")
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned for completion")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        RECALLED = "recalled", _("Recalled")

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="assignments")
    station = models.ForeignKey(Station, models.PROTECT, related_name="assignments")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    is_event = models.BooleanField(default=False)
    release = models.DateTimeField(null=True, blank=True)
    due = models.DateTimeField(null=True, blank=True)
    effort_units = models.BigIntegerField(null=True, blank=True)
    remaining_units = models.BigIntegerField(null=True, blank=True)
    max_officers = models.DecimalField(
        max_digits=7, decimal_places=3, null=True, blank=True
    )
    officers = models.DecimalField(
        max_digits=7, decimal_places=3, null=True, blank=True
    )
    attendees = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    travel = models.PositiveSmallIntegerField(null=True, blank=True)
    priority = models.SmallIntegerField(default=0)
    deadline_class = models.CharField(max_length=12, choices=DeadlineClass.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ISSUED)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    report = models.TextField(blank=True)
    # What it took altogether, as the station said with its last report; null: it did
    # not say. Units like the estimate.
    took_units = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        constraints = [
            models.UniqueConstraint(
                fields=["directive", "station"], name="assignment_once_per_station"
            ),
            models.CheckConstraint(
                name="assignment_due_not_before_release",
                condition=Q(release=None) | Q(due=None) | Q(due__gte=F("release")),
            ),
            models.CheckConstraint(
                name="assignment_work_not_negative",
                condition=(Q(effort_units=None) | Q(effort_units__gte=0))
                & (Q(remaining_units=None) | Q(remaining_units__gte=0)),
            ),
            models.CheckConstraint(
                name="assignment_took_something",
                condition=Q(took_units=None) | Q(took_units__gt=0),
            ),
            models.CheckConstraint(
                name="assignment_reported_has_time",
                condition=~Q(state__in=["reported", "accepted"])
                | Q(reported_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_event_has_start_and_end",
                condition=Q(is_event=False)
                | Q(release__isnull=False, due__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_only_events_have_a_way",
                condition=Q(travel=None) | Q(is_event=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["station"],
                name="assignment_live",
                condition=Q(state__in=LIVE_STATES),
            ),
            # Sweeps read the few appointments apart from the many tasks.
            models.Index(
                fields=["station"],
                name="assignment_live_event",
                condition=Q(is_event=True, state__in=LIVE_STATES),
            ),
            # Estimates are set beside the few that say what they took.
            models.Index(
                fields=["department", "reported_at"],
                name="assignment_took",
                condition=Q(took_units__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.directive} {self.station}"

    @property
    def remaining_hours(self) -> Decimal | None:
        if self.remaining_units is None:
            return None
        return Decimal(self.remaining_units) / 60_000

    @property
    def effort_hours(self) -> Decimal | None:
        if self.effort_units is None:
            return None
        return Decimal(self.effort_units) / 60_000

    @property
    def took_hours(self) -> Decimal | None:
        if self.took_units is None:
            return None
        return Decimal(self.took_units) / 60_000

    @property
    def requester_code(self) -> str:
        """Code under which the work is counted; reserved strength names nobody."""
        if self.directive.reserved:
            return RESERVED
        return self.department.code if self.department else self.station.code

    @property
    def requester_label(self) -> str:
        if self.directive.reserved:
            return str(_("Reserved strength"))
        return self.department.label if self.department else str(_("Own plan"))

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES


class AssignmentEntry(models.Model):
    """One act on an assignment. Rows are only ever added."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=20)
    remaining_before = models.BigIntegerField(null=True)
    remaining_after = models.BigIntegerField(null=True)
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)
    took_units = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("assignment entry")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.act}"

    @property
    def remaining_hours(self) -> Decimal | None:
        if self.remaining_after is None:
            return None
        return Decimal(self.remaining_after) / 60_000

    @property
    def took_hours(self) -> Decimal | None:
        if self.took_units is None:
            return None
        return Decimal(self.took_units) / 60_000

    @property
    def act_label(self) -> str:
        return str(ACT_LABELS.get(self.act, self.act))
