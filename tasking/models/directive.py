"""A directive: what a bureau, in the name of one department, asks of stations."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from organization.labelled import Labelled
from organization.models import Department, Station, User
from organization.models.spelling import Initials, Pieces, SpeltField
from tasking.models.plan import PlanItem


class Kind(models.TextChoices):
    TASK = "task", _("Task")
    CAMPAIGN = "campaign", _("Campaign")
    REPORT = "report", _("Return")
    PUBLICITY = "publicity", _("Publicity")
    SECURITY_DUTY = "security_duty", _("Security duty")
    INSPECTION = "inspection", _("Inspection")
    MEETING = "meeting", _("Meeting")
    TRAINING = "training", _("Training")


# Kinds with a fixed start and end; the others may be done any time before their due.
EVENT_KINDS = frozenset(
    {Kind.SECURITY_DUTY, Kind.INSPECTION, Kind.MEETING, Kind.TRAINING}
)


class DeadlineClass(models.TextChoices):
    NEGOTIABLE = "negotiable", _("Negotiable")
    STATUTORY = "statutory", _("Statutory")
    SUPERIOR = "superior", _("Set above")


class TaskClass(models.TextChoices):
    """By which way a task comes: basic work passes the office, orders do not."""

    PRESCRIBED = "prescribed", _("Prescribed work")
    COMMAND = "command", _("Command order")
    PUSHED = "pushed", _("Pushed list")


class Venue(models.TextChoices):
    """Where an appointment is: only to the bureau's seat do people have a way."""

    SEAT = "seat", _("At headquarters")
    STATION = "station", _("At the station")
    VIDEO = "video", _("By video")


class DirectiveQuerySet(models.QuerySet["Directive"]):
    def visible_to(self, user: User) -> DirectiveQuerySet:
        """Own department's and those it joined; below the own bureaus for overseers;
        own station's."""
        from tasking.models.assignment import Assignment
        from tasking.models.party import joined_directives

        scope, owed = user.scope, Assignment._base_manager.all()
        # No join: of a few candidates each is looked at, and none comes twice.
        overseen = Q(pk__in=())
        for path in scope.bureaus_as("leader", "coordinator", "internal_auditor"):
            below = Department.objects.filter(bureau__path__startswith=path)
            overseen |= Q(department__in=below.values("pk"))
            here = owed.filter(station__bureau__path__startswith=path)
            overseen |= Q(Exists(here.filter(directive=OuterRef("pk"))))
        at_own = owed.filter(station__in=scope.stations).values("directive")
        issued = Q(pk__in=at_own) & ~Q(state="draft")
        mine = Q(department__in=scope.departments) | Q(own_station__in=scope.stations)
        hidden = (
            Q(reserved=True) & ~Q(department__in=scope.departments) & ~Q(approver=user)
        )
        mine |= Q(pk__in=joined_directives(user))
        return self.filter(mine | issued | overseen).exclude(hidden)

    def matching(self, text: str) -> DirectiveQuerySet:
        text = text.strip()
        if not text:
            return self
        return self.filter(
            Q(title__icontains=text)
            | Q(number__icontains=text)
            | Q(pinyin__contains=text.lower())
        )


class Directive(Labelled):
    """Draft until issued; from then on its assignments carry the work.

    Times are instants; for the event kinds `release` and `due` are start and end.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Awaiting admission")
        ADMITTED = "admitted", _("Admitted")
        RETURNED = "returned", _("Returned for changes")
        ISSUED = "issued", _("Issued")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        RECALLED = "recalled", _("Recalled")

    number = models.CharField(_("number"), max_length=40, blank=True, db_index=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="directives"
    )
    own_station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="own_directives"
    )
    title = models.CharField(_("title"), max_length=120, blank=True)
    pinyin = models.CharField(max_length=120, editable=False)
    spelt = SpeltField()
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    intent = models.TextField(_("intent"), blank=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    standard = models.TextField(_("done when"), blank=True)
    data_items = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, size=40
    )
    task_class = models.CharField(
        _("task class"),
        max_length=10,
        choices=TaskClass.choices,
        default=TaskClass.PRESCRIBED,
        db_default=TaskClass.PRESCRIBED,
    )
    deadline_class = models.CharField(
        max_length=12, choices=DeadlineClass.choices, default=DeadlineClass.NEGOTIABLE
    )
    release = models.DateTimeField(_("start"), null=True, blank=True)
    due = models.DateTimeField(_("due"), null=True, blank=True)
    effort_units = models.BigIntegerField(null=True, blank=True)
    max_officers = models.DecimalField(
        max_digits=7, decimal_places=3, null=True, blank=True
    )
    officers = models.DecimalField(
        max_digits=7, decimal_places=3, null=True, blank=True
    )
    attendees = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    venue = models.CharField(
        max_length=7, choices=Venue.choices, blank=True, default="", db_default=""
    )
    place = models.CharField(
        _("place"), max_length=60, blank=True, default="", db_default=""
    )
    priority = models.SmallIntegerField(default=0)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="relays"
    )
    reserved = models.BooleanField(_("reserved strength"), default=False)
    approver = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    conflict_reason = models.TextField(
        _("reason for issuing into a conflict"), blank=True
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    issued_at = models.DateTimeField(null=True, blank=True, db_index=True)
    issued_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    # The order this is the later part of, at the one station where it was split.
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts"
    )
    # Of an own task: what of the station's plan of the year it belongs to.
    plan_item = models.ForeignKey(
        PlanItem, models.SET_NULL, null=True, blank=True, related_name="tasks"
    )
    version = models.PositiveIntegerField(default=1)

    objects = DirectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("directive")
        ordering = ["-id"]
        indexes = [
            GinIndex(fields=["data_items"], name="directive_data_items"),
            GinIndex(
                Pieces("title", "number", Initials("spelt")), name="directive_pieces"
            ),
            # Sweeps ask which of all directives are reserved: a handful.
            models.Index(
                fields=["id"], name="directive_reserved", condition=Q(reserved=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="directive_has_one_requester",
                condition=Q(department=None, own_station__isnull=False)
                | Q(department__isnull=False, own_station=None),
            ),
            models.CheckConstraint(
                name="directive_due_not_before_release",
                condition=Q(release=None) | Q(due=None) | Q(due__gte=F("release")),
            ),
            models.CheckConstraint(
                name="directive_effort_not_negative",
                condition=Q(effort_units=None) | Q(effort_units__gte=0),
            ),
            models.CheckConstraint(
                name="directive_statutory_has_basis",
                condition=~Q(deadline_class="statutory")
                | ~Q(basis="")
                | Q(state="draft"),
            ),
            models.CheckConstraint(
                name="directive_reserved_has_no_title",
                condition=Q(reserved=False) | Q(title=""),
            ),
            models.CheckConstraint(
                name="directive_approval_has_a_name",
                condition=Q(approved_at=None) | Q(approver__isnull=False),
            ),
            models.UniqueConstraint(
                name="directive_corrected_once",
                fields=["replaces"],
                condition=~Q(state="withdrawn"),
            ),
            models.CheckConstraint(
                name="directive_issued_has_time",
                condition=~Q(state__in=["issued", "closed", "recalled"])
                | Q(issued_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.display_title

    @property
    def display_title(self) -> str:
        return str(_("Reserved strength")) if self.reserved else self.title

    @property
    def is_event(self) -> bool:
        return self.kind in EVENT_KINDS

    @property
    def requester_code(self) -> str:
        """Code of the department, or of the station whose own plan it is."""
        requester = self.department or self.own_station
        return requester.code if requester else ""

    @property
    def effort_hours(self) -> Decimal | None:
        if self.effort_units is None:
            return None
        return Decimal(self.effort_units) / 60_000

    @property
    def recall_until(self) -> dt.datetime | None:
        """End of the time in which it may be recalled; None: it never could be.

        An own plan harms nobody else and is simply withdrawn.
        """
        if self.issued_at is None or self.department is None:
            return None
        minutes = self.department.bureau.recall_minutes
        return self.issued_at + dt.timedelta(minutes=minutes) if minutes else None


class DirectiveTarget(models.Model):
    """A station a draft is meant for, with what differs there."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="targets")
    station = models.ForeignKey(Station, models.PROTECT, related_name="+")
    due = models.DateTimeField(null=True, blank=True)
    effort_units = models.BigIntegerField(null=True, blank=True)
    travel = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("directive target")
        constraints = [
            models.UniqueConstraint(
                fields=["directive", "station"], name="directive_target_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.station_id}"

    @property
    def effort_hours(self) -> Decimal | None:
        """What differs from the directive's own; None: as for all."""
        if self.effort_units is None:
            return None
        return Decimal(self.effort_units) / 60_000
