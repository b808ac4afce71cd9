"""A station's report that something asked of it lies outside police duties."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from desk.models import Attachment
from organization.models import Station, User
from tasking.models import Assignment


class RemitReportQuerySet(models.QuerySet["RemitReport"]):
    def visible_to(self, user: User) -> RemitReportQuerySet:
        """The station's people, the department that asked, and those above."""
        scope = user.scope
        condition = Q(station__in=scope.stations)
        condition |= Q(assignment__department__in=scope.departments)
        for path in scope.bureaus_as("leader", "coordinator"):
            condition |= Q(station__bureau__path__startswith=path)
            condition |= Q(assignment__department__bureau__path__startswith=path)
        return self.filter(condition)

    def waiting(self) -> RemitReportQuerySet:
        return self.filter(state="reported")

    def waiting_first(self) -> RemitReportQuerySet:
        """The newest of each first."""
        over = Case(When(state="reported", then=Value(0)), default=Value(1))
        return self.order_by(over, "-pk")


class RemitReport(models.Model):
    """The station does not do it and says so at once; the bureau has the last word.

    Without an assignment it was asked by word of mouth or letter. An assignment goes
    on counting until the report is confirmed, or until `answer_due` passes unanswered;
    a null there says that it waits for a confirmation.
    """

    class State(models.TextChoices):
        REPORTED = "reported", _("Reported, to be confirmed")
        CONFIRMED = "confirmed", _("Confirmed, not owed")
        LAPSED = "lapsed", _("In effect: nobody answered in time")
        REFUSED = "refused", _("Within police duties, to be done")

    station = models.ForeignKey(Station, models.PROTECT, related_name="remit_reports")
    assignment = models.ForeignKey(
        Assignment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="remit_reports",
    )
    requester = models.CharField(_("asked by"), max_length=80)
    matter = models.CharField(_("what is asked"), max_length=120)
    basis = models.CharField(_("basis"), max_length=200)
    effort_units = models.BigIntegerField(null=True, blank=True)
    text = models.TextField(_("why it is outside police duties"))
    files = models.ManyToManyField(Attachment, related_name="+")
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.REPORTED
    )
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    answer_due = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = RemitReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("out-of-remit report")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="remit_report_one_open_per_assignment",
                fields=["assignment"],
                condition=Q(state="reported"),
            ),
            models.CheckConstraint(
                name="remit_report_answered_has_time",
                condition=Q(state="reported", answered_at=None)
                | (~Q(state="reported") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="remit_report_effort_not_negative",
                condition=Q(effort_units=None) | Q(effort_units__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.matter}"

    def is_late(self, now: dt.datetime) -> bool:
        """Nobody has answered in time; the next look of the clock ends it."""
        due = self.answer_due
        return self.state == self.State.REPORTED and due is not None and due <= now
