"""Directives that come back: the rule, and each time it was followed."""

from __future__ import annotations

from dataclasses import fields

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organization.models import Department, User
from tasking.models.directive import Directive
from tasking.recurrence import Rule


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, user: User) -> SeriesQuerySet:
        """Own departments', and those below an overseen bureau."""
        scope = user.scope
        found = Q(department__in=scope.departments)
        for path in scope.bureaus_as("leader", "coordinator", "internal_auditor"):
            found |= Q(department__bureau__path__startswith=path)
        return self.filter(found)

    def running(self) -> SeriesQuerySet:
        return self.filter(ended_at=None)


class Series(models.Model):
    """A department gives the task of `template` again by a rule, see `recurrence.Rule`.

    A draft is made `lead` working days before each due date; people look at it and
    issue it. `keeper` answers for it.
    """

    class Unit(models.TextChoices):
        WEEK = "week", pgettext_lazy("a period", "Weeks")
        MONTH = "month", pgettext_lazy("a period", "Months")

    class Count(models.TextChoices):
        WORKDAY = "workday", _("Working day")
        DAY = "day", _("Day of the month or week")

    class OffDay(models.TextChoices):
        BEFORE = "before", _("The working day before")
        AFTER = "after", _("The working day after")
        STAYS = "stays", _("It stays there")

    department = models.ForeignKey(Department, models.PROTECT, related_name="series")
    template = models.ForeignKey(Directive, models.PROTECT, related_name="series")
    unit = models.CharField(max_length=5, choices=Unit.choices)
    length = models.PositiveSmallIntegerField()
    count = models.CharField(max_length=7, choices=Count.choices)
    n = models.SmallIntegerField()
    month = models.PositiveSmallIntegerField(default=1)
    off_day = models.CharField(max_length=6, choices=OffDay.choices)
    due_time = models.TimeField(null=True, blank=True)
    lead = models.PositiveSmallIntegerField()
    since = models.DateField()
    last = models.DateField(null=True, blank=True)
    keeper = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("recurring task")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="series_one_runs_per_task",
                fields=["template"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="series_has_a_rhythm",
                condition=Q(length__gte=1, lead__gte=1) & ~Q(n=0),
            ),
            models.CheckConstraint(
                name="series_ended_has_a_name",
                condition=Q(ended_at=None, ended_by=None, end_reason="")
                | Q(~Q(end_reason=""), ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.template.title

    @property
    def rule(self) -> Rule:
        """The fields are those of the rule, by name."""
        return Rule(**{one.name: getattr(self, one.name) for one in fields(Rule)})


class SeriesTurn(models.Model):
    """One period's draft; a period has one, whatever becomes of it."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="turns")
    period = models.DateField()
    directive = models.OneToOneField(Directive, models.PROTECT, related_name="turn")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("turn of a recurring task")
        ordering = ["-period"]
        constraints = [
            models.UniqueConstraint(
                name="series_once_a_period", fields=["series", "period"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.series_id} {self.period}"
