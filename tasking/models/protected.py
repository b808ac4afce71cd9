"""Time a station keeps for its own community and its own plan."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organization.models import Station, User
from tasking.models.plan import PlanItem


class ProtectedBlockQuerySet(models.QuerySet["ProtectedBlock"]):
    def visible_to(self, user: User) -> ProtectedBlockQuerySet:
        return self.filter(station__in=Station.objects.visible_to(user))

    def ahead(self, now: dt.datetime) -> ProtectedBlockQuerySet:
        """What is not over yet."""
        return self.filter(end__gt=now)


class ProtectedBlock(models.Model):
    """So many officers of the station are bound from start to end."""

    station = models.ForeignKey(Station, models.CASCADE, related_name="protected")
    title = models.CharField(_("title"), max_length=80)
    start = models.DateTimeField(_("start"))
    end = models.DateTimeField(_("end"))
    officers = models.DecimalField(max_digits=7, decimal_places=3)
    plan_item = models.ForeignKey(
        PlanItem, models.SET_NULL, null=True, blank=True, related_name="blocks"
    )
    version = models.PositiveIntegerField(default=1)

    objects = ProtectedBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("protected time")
        constraints = [
            models.CheckConstraint(
                name="protected_end_after_start", condition=Q(end__gt=F("start"))
            ),
            models.CheckConstraint(
                name="protected_officers_positive", condition=Q(officers__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.title
