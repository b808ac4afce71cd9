"""A station's plan of a year: what it means to do, and what it did week by week."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organization.models import Station, User

UNITS = 60_000  # of one officer-hour


class StationPlanQuerySet(models.QuerySet["StationPlan"]):
    def visible_to(self, user: User) -> StationPlanQuerySet:
        """Of the own station, and of those below a bureau one oversees."""
        scope = user.scope
        condition = Q(station__in=scope.stations)
        for path in scope.bureaus_as("leader", "coordinator"):
            condition |= Q(station__bureau__path__startswith=path)
        return self.filter(condition)


class StationPlan(models.Model):
    """The plan of one year, in whole weeks: a week is of the year of its Thursday.

    Until somebody puts it in force it changes nothing; from then on the hours of its
    foundation work are the station's planned standing hours.
    """

    station = models.ForeignKey(Station, models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField(_("year"))
    in_force_at = models.DateTimeField(null=True, blank=True)
    in_force_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = StationPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan of the year")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                name="station_plan_once_a_year", fields=["station", "year"]
            ),
            models.CheckConstraint(
                name="station_plan_in_force_has_a_name",
                condition=Q(in_force_at=None, in_force_by=None)
                | Q(in_force_at__isnull=False, in_force_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.year}"


class PlanItem(models.Model):
    """What the year holds: `units` in each week, in each month, or in the whole span.

    `first` and `last` are its first and last day; it has the weeks whose Thursday
    lies between them.
    """

    class Kind(models.TextChoices):
        VISITS = "visits", _("Visits and enquiries")
        CHECKS = "checks", _("Safety checks")
        MEDIATION = "mediation", _("Mediation")
        RECORDS = "records", _("Records and registers")
        OTHER = "other", _("Other foundation work")
        COMMUNITY = "community", _("Community hours")
        CAMPAIGN = "campaign", _("Own campaign")

    class Per(models.TextChoices):
        WEEK = "week", _("per week")
        MONTH = "month", _("per month")
        SPAN = "span", _("in all")

    plan = models.ForeignKey(StationPlan, models.PROTECT, related_name="items")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=80)
    units = models.BigIntegerField()
    per = models.CharField(max_length=5, choices=Per.choices, default=Per.WEEK)
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("item of a plan")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="plan_item_has_hours", condition=Q(units__gt=0)
            ),
            models.CheckConstraint(
                name="plan_item_last_not_before_first",
                condition=Q(last__gte=F("first")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def hours(self) -> Decimal:
        return Decimal(self.units) / UNITS

    @property
    def is_standing(self) -> bool:
        """Foundation work is standing work. Community hours are kept as protected
        time, a campaign as tasks and protected time: these count there."""
        return self.kind not in HELD_ELSEWHERE


HELD_ELSEWHERE = frozenset({PlanItem.Kind.COMMUNITY, PlanItem.Kind.CAMPAIGN})


class PlanHours(models.Model):
    """What was done for an item in one week; entered again it is corrected."""

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="done")
    monday = models.DateField()
    units = models.BigIntegerField()
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("hours done in a week")
        ordering = ["item", "monday"]
        constraints = [
            models.UniqueConstraint(
                name="plan_hours_once_a_week", fields=["item", "monday"]
            ),
            models.CheckConstraint(
                name="plan_hours_not_negative", condition=Q(units__gte=0)
            ),
            models.CheckConstraint(
                name="plan_hours_of_a_monday",
                condition=Q(monday__iso_week_day=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.monday}"

    @property
    def week(self) -> tuple[dt.date, dt.date]:
        """First and last day."""
        return self.monday, self.monday + dt.timedelta(days=6)
