"""What is known about each station, and which stations must be looked at again."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from organization.models import Station, User


class DirtyStation(models.Model):
    """A mark that something the detector reads has changed. Written by triggers only.

    Append-only, so that a directive to 40,000 stations has no hot row; a check
    deletes exactly the ids it read.
    """

    station_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField(db_default=Now())
    # Whether officers, duty hours, calendar or protected time may have changed, so
    # that the stored capacity has to be reckoned anew and not only the work.
    capacity = models.BooleanField(default=True, db_default=True)

    class Meta:
        verbose_name = _("dirty station")

    def __str__(self) -> str:
        return str(self.station_id)


class StationStateQuerySet(models.QuerySet["StationState"]):
    def visible_to(self, user: User) -> StationStateQuerySet:
        return self.filter(station__in=Station.objects.visible_to(user))


class StationState(models.Model):
    """The verdict of the last check, valid as of the start of a day."""

    station = models.OneToOneField(
        Station, models.CASCADE, primary_key=True, related_name="state"
    )
    as_of = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    revision = models.PositiveBigIntegerField(default=0)
    feasible = models.BooleanField(null=True)
    capacity_known = models.BooleanField(default=False)
    deficit_units = models.BigIntegerField(null=True)
    overdue_units = models.BigIntegerField(default=0)
    overdue_count = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    quarantined_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    objects = StationStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("station state")
        constraints = [
            models.CheckConstraint(
                name="state_checked_as_of_a_day",
                condition=Q(as_of=None, checked_at=None)
                | Q(as_of__isnull=False, checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="state_unknown_capacity_is_no_verdict",
                condition=Q(capacity_known=True) | Q(feasible=None, deficit_units=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} r{self.revision}"

    @property
    def deficit_hours(self) -> Decimal | None:
        if self.deficit_units is None:
            return None
        return Decimal(self.deficit_units) / 60_000


class StationCapacity(models.Model):
    """What a station has to give, as the last check reckoned it.

    True as long as no mark with `capacity` waits for the station: such a mark becomes
    visible together with the change it speaks of. `periods` are packed by
    `coordination.capacities`; `open_on` is the first day without duty hours.
    """

    station = models.OneToOneField(
        Station, models.CASCADE, primary_key=True, related_name="capacity"
    )
    as_of = models.DateTimeField()
    until = models.DateField()
    known = models.BooleanField()
    open_on = models.DateField(null=True)
    periods = models.BinaryField()
    blocks = models.JSONField(default=list)

    class Meta:
        verbose_name = _("station capacity")

    def __str__(self) -> str:
        return f"{self.station_id} {self.as_of:%Y-%m-%d}"
