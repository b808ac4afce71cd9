"""Visits at which a department shows a station how it is done."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import Department, Station, User
from tasking.models.difficulty import Difficulty


class GuidanceVisitQuerySet(models.QuerySet["GuidanceVisit"]):
    def visible_to(self, user: User) -> GuidanceVisitQuerySet:
        """The own department's, to the own station; below the own bureaus for
        overseers."""
        return self.filter(user.scope.between())

    def done(self) -> GuidanceVisitQuerySet:
        """Somebody was there, and what was done is recorded."""
        return self.filter(done_on__isnull=False)

    def planned(self) -> GuidanceVisitQuerySet:
        """Still to come."""
        return self.filter(done_on=None, called_off_at=None)

    def between(self, first: dt.date, end: dt.date) -> GuidanceVisitQuerySet:
        """Done on a day of [first, end)."""
        return self.filter(done_on__gte=first, done_on__lt=end)


class GuidanceVisit(models.Model):
    """Planned for a day, then done or called off. It binds no hours of the station: it
    comes at a time both have agreed, and answers what the station asked."""

    difficulty = models.ForeignKey(Difficulty, models.PROTECT, related_name="visits")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="guidance_visits"
    )
    station = models.ForeignKey(Station, models.PROTECT, related_name="guidance_visits")
    planned_on = models.DateField(_("day of the visit"))
    who = models.CharField(_("who comes"), max_length=120)
    what = models.TextField(_("what is shown"))
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done = models.TextField(_("what was done there"), blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = GuidanceVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("guidance visit")
        ordering = ["-planned_on", "-id"]
        indexes = [
            models.Index(fields=["department", "done_on"], name="guidance_by_day")
        ]
        constraints = [
            models.UniqueConstraint(
                name="guidance_planned_once",
                fields=["difficulty"],
                condition=Q(done_on=None, called_off_at=None),
            ),
            models.CheckConstraint(
                name="guidance_done_is_recorded",
                condition=Q(done_on=None, recorded_by=None, recorded_at=None, done="")
                | (
                    Q(
                        done_on__isnull=False,
                        recorded_by__isnull=False,
                        recorded_at__isnull=False,
                        called_off_at=None,
                    )
                    & ~Q(done="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.planned_on}"
