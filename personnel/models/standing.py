"""Standing work in hours per week, as a station's own plan says it."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import Station
from personnel.models.people import same


class PlannedStanding(models.Model):
    """Officer-hours of standing work in each of some whole weeks, in units.

    In these weeks it takes the place of the duty regime's hours per week. It is
    written from the plan of the year and from nowhere else.
    """

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="planned_standing"
    )
    during = DateRangeField()
    units = models.BigIntegerField()

    class Meta:
        verbose_name = _("planned standing hours")
        constraints = [
            ExclusionConstraint(
                name="planned_standing_no_overlap",
                expressions=[
                    (same("station_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="planned_standing_lasts", condition=Q(during__isempty=False)
            ),
            models.CheckConstraint(
                name="planned_standing_not_negative", condition=Q(units__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.during}"
