"""A task issued urgently, past the office and the signature, for a limited time."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from organization.models import User
from tasking.models import Directive


class EmergencyOrderQuerySet(models.QuerySet["EmergencyOrder"]):
    def visible_to(self, user: User) -> EmergencyOrderQuerySet:
        """The own departments', the overseen bureaus', and those one gave oneself."""
        scope = user.scope
        condition = Q(directive__department__in=scope.departments)
        for path in scope.bureaus_as("leader", "coordinator"):
            condition |= Q(directive__department__bureau__path__startswith=path)
        hidden = Q(directive__reserved=True)
        hidden &= ~Q(directive__department__in=scope.departments) & ~Q(by=user)
        return self.filter(condition | Q(by=user)).exclude(hidden)

    def running(self) -> EmergencyOrderQuerySet:
        return self.filter(ended_at=None)

    def to_review(self) -> EmergencyOrderQuerySet:
        return self.filter(reviewed_at=None)

    def counted(self) -> tuple[int, int]:
        """How many there are, and how many of them are to be reviewed; one query."""
        left = Count("pk", filter=Q(reviewed_at=None))
        found = self.order_by().aggregate(every=Count("pk"), left=left)
        return found["every"], found["left"]


class EmergencyOrder(models.Model):
    """Who gave it, why, until when, and what it pushed out at the stations.

    `displaced` is what was found as it went out, one entry for each assignment that
    no longer fits: {assignment, station, units, short_units, due, proposed_due,
    fixed}; instants are ISO 8601, `proposed_due` null where no date is in reach.
    """

    directive = models.OneToOneField(
        Directive, models.PROTECT, related_name="emergency"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    ordered_at = models.DateTimeField(_("ordered by phone at"), null=True, blank=True)
    logged_at = models.DateTimeField()
    until = models.DateTimeField(_("in force until"))
    displaced = models.JSONField(default=list, blank=True)
    renewal = models.ForeignKey(
        Directive, models.SET_NULL, null=True, blank=True, related_name="renews"
    )
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    remark = models.TextField(_("remark"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = EmergencyOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("urgent task")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["until"], name="emergency_running", condition=Q(ended_at=None)
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="emergency_ends_after_it_began",
                condition=Q(until__gt=F("logged_at")),
            ),
            models.CheckConstraint(
                name="emergency_logged_after_the_call",
                condition=Q(ordered_at=None) | Q(ordered_at__lte=F("logged_at")),
            ),
            models.CheckConstraint(
                name="emergency_review_has_a_name",
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.until:%Y-%m-%d %H:%M}"

    def is_running(self, now: dt.datetime) -> bool:
        return self.ended_at is None and now < self.until
