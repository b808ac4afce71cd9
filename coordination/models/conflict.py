"""A conflict at one station, kept under one id from first sight to settlement."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organization.labelled import Labelled
from organization.models import Station, User


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def visible_to(self, user: User) -> ConflictQuerySet:
        """The station's people, overseers of its bureau, and every department in it."""
        scope = user.scope
        condition = Q(station__in=scope.stations)
        for path in scope.bureaus_as("leader", "coordinator"):
            condition |= Q(station__bureau__path__startswith=path)
        if codes := scope.department_codes:
            condition |= Q(departments__overlap=codes)
        return self.filter(condition)

    def open(self) -> ConflictQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def most_serious_first(self) -> ConflictQuerySet:
        return self.order_by("-shortfall_units", "window_start", "id")


class Conflict(Labelled):
    """Window, demand, capacity and members as of the station's last check.

    A check writes it and a check settles it; nobody settles one by hand.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        PROPOSED = "proposed", _("Being settled")
        AGREED = "agreed", _("Agreed")
        SETTLED = "settled", _("Settled")
        ACCEPTED_RISK = "accepted_risk", _("Left as it is, by approval")

    class Kind(models.TextChoices):
        DEADLINE = "deadline", _("Deadline conflict")
        CLASH = "clash", _("Clash")
        DUPLICATE = "duplicate", _("Duplicate")
        DISPLACEMENT = "displacement", _("Displacement")

    class Scope(models.TextChoices):
        COORDINATION = "coordination", _("Cross-department")
        OVERLOAD = "overload", _("Overload")

    station = models.ForeignKey(Station, models.CASCADE, related_name="conflicts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=14, choices=State.choices, default=State.OPEN)
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    release = models.DateTimeField()
    due = models.DateTimeField()
    demand_units = models.BigIntegerField()
    capacity_units = models.BigIntegerField()
    shortfall_units = models.BigIntegerField()
    members = models.JSONField(default=list)
    misses = ArrayField(models.BigIntegerField(), default=list)
    departments = ArrayField(models.CharField(max_length=32), default=list)
    scope = models.CharField(max_length=12, choices=Scope.choices)
    overloaded_by = ArrayField(models.CharField(max_length=32), default=list)
    displaces = models.BooleanField(default=False)
    first_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    revision = models.PositiveBigIntegerField(default=0)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("conflict")
        indexes = [
            models.Index(
                fields=["station"], name="conflict_open", condition=~Q(state="settled")
            ),
            GinIndex(fields=["departments"], name="conflict_departments"),
        ]
        constraints = [
            models.CheckConstraint(
                name="conflict_window_in_order",
                condition=Q(window_start__lte=F("window_end"), release__lte=F("due")),
            ),
            models.CheckConstraint(
                name="conflict_settled_has_time",
                condition=Q(state="settled", settled_at__isnull=False)
                | (~Q(state="settled") & Q(settled_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.station_id} {self.window_start:%m-%d}"

    @property
    def demand_hours(self) -> Decimal:
        return Decimal(self.demand_units) / 60_000

    @property
    def capacity_hours(self) -> Decimal:
        return Decimal(self.capacity_units) / 60_000

    @property
    def shortfall_hours(self) -> Decimal:
        return Decimal(self.shortfall_units) / 60_000


OPEN_STATES = ("open", "proposed", "agreed", "accepted_risk")
