"""What stands for a while: a conflict left as it is, and who answers for whom."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from coordination.models.conflict import Conflict
from organization.models import Department, Station, User


class AcceptedRisk(models.Model):
    """A leader's word that a conflict stays as it is until a day.

    It covers the shortfall of that day; what grows beyond it is open again.
    """

    conflict = models.ForeignKey(Conflict, models.PROTECT, related_name="risks")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField()
    until = models.DateTimeField()
    shortfall_units = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("accepted risk")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="risk_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="risk_ends_later", condition=Q(until__gt=F("at"))
            ),
            models.UniqueConstraint(
                name="risk_one_at_a_time",
                fields=["conflict"],
                condition=Q(ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conflict_id} {self.until:%Y-%m-%d}"


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def visible_to(self, user: User) -> DelegationQuerySet:
        """One's own, either way."""
        return self.filter(Q(giver=user) | Q(deputy=user))


class Delegation(models.Model):
    """Somebody of the same unit answers proposals for an absent person."""

    giver = models.ForeignKey(User, models.PROTECT, related_name="given_delegations")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="held_delegations")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+"
    )
    station = models.ForeignKey(Station, models.PROTECT, null=True, related_name="+")
    during = DateRangeField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        ordering = ["during", "id"]
        constraints = [
            models.CheckConstraint(
                name="delegation_in_one_unit",
                condition=Q(department=None, station__isnull=False)
                | Q(department__isnull=False, station=None),
            ),
            models.CheckConstraint(
                name="delegation_lasts",
                condition=Q(during__isempty=False, during__endswith__isnull=False),
            ),
            models.CheckConstraint(
                name="delegation_to_somebody_else", condition=~Q(giver=F("deputy"))
            ),
            ExclusionConstraint(
                name="delegation_one_at_a_time",
                expressions=[
                    (
                        Func("giver_id", "giver_id", Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} {self.deputy}"

    @property
    def last(self) -> dt.date:
        """The last day of the period."""
        day: dt.date = self.during.upper - dt.timedelta(days=1)
        return day

    @property
    def unit(self) -> Department | Station:
        unit = self.department or self.station
        if unit is None:
            raise ValueError("A delegation is always for one unit")
        return unit
