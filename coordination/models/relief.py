"""What one new date would settle, as the last look at each station found it."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from coordination.models.conflict import Conflict
from coordination.models.state import DirtyStation
from organization.models import Station, User
from tasking.models import DeadlineClass, Directive


class ReliefLook(models.Model):
    """At which revision of its verdict a station was looked at, and when."""

    station = models.OneToOneField(
        Station, models.CASCADE, primary_key=True, related_name="relief_look"
    )
    revision = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("look for what one date would settle")

    def __str__(self) -> str:
        return f"{self.station_id} r{self.revision}"


class ReliefQuerySet(models.QuerySet["Relief"]):
    def visible_to(self, user: User) -> ReliefQuerySet:
        return self.filter(conflict__in=Conflict.objects.visible_to(user))

    def standing(self) -> ReliefQuerySet:
        """As true as the verdict itself: found at its revision, nothing changed since,
        the conflict without a plan, the date still the department's own to move."""
        marks = DirtyStation.objects.filter(station_id=OuterRef("look"))
        return self.filter(
            ~Exists(marks),
            look__revision=F("look__station__state__revision"),
            conflict__state=Conflict.State.OPEN,
            directive__state=Directive.State.ISSUED,
            directive__deadline_class=DeadlineClass.NEGOTIABLE,
        )


class Relief(models.Model):
    """With the directive due at `due` at this station, or later up to `last`, the
    conflict is gone and nothing else is short. Written by the worker that looked."""

    look = models.ForeignKey(ReliefLook, models.CASCADE, related_name="reliefs")
    conflict = models.ForeignKey(Conflict, models.CASCADE, related_name="reliefs")
    directive = models.ForeignKey(Directive, models.CASCADE, related_name="+")
    due = models.DateTimeField()
    last = models.DateTimeField()

    objects = ReliefQuerySet.as_manager()

    class Meta:
        verbose_name = _("what one date would settle")
        constraints = [
            models.UniqueConstraint(
                fields=["conflict", "directive"], name="relief_once"
            ),
            models.CheckConstraint(
                name="relief_due_before_last", condition=Q(due__lte=F("last"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conflict_id} {self.directive_id} {self.due:%m-%d}"
