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
        return self.filter(user.scope.between("assignment__department"))

    def waiting(self) -> RemitReportQuerySet:
        return self.filter(state="reported")

    def waiting_first(self) -> RemitReportQuerySet:
        """The newest of each first."""
        over = Case(When(state="reported", then=Value(0)), default=Value(1))
        return self.order_by(over, "-pk")


class RemitReport(models.Model):
    """What somebody asks that may lie outside police duties.

    The station does not do it and says so at once, and the bureau has the last word;
    or it does it all the same and says why (`accepted`). Whoever it is asked of may
    be told whose business it is: `routed_to`, with the letter it was sent on with.

    Without an assignment it was asked by word of mouth or letter. An assignment goes
    on counting until the report is confirmed, or until `answer_due` passes unanswered;
    a null there says that it waits for a confirmation.
    """

    class State(models.TextChoices):
        REPORTED = "reported", _("Reported, to be confirmed")
        CONFIRMED = "confirmed", _("Confirmed, not owed")
        LAPSED = "lapsed", _("In effect: nobody answered in time")
        REFUSED = "refused", _("Within police duties, to be done")
        ACCEPTED = "accepted", _("Taken on by the station")

    class Body(models.TextChoices):
        """Who asks."""

        POLICE = "police", _("A police department")
        TOWNSHIP = "township", _("Township or subdistrict")
        OTHER = "other", _("Another body")

    station = models.ForeignKey(Station, models.PROTECT, related_name="remit_reports")
    assignment = models.ForeignKey(
        Assignment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="remit_reports",
    )
    body = models.CharField(
        _("kind of body"), max_length=8, choices=Body.choices, default=Body.OTHER
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
    routed_to = models.CharField(_("whose business it is"), max_length=80, blank=True)
    routed_letter = models.CharField(_("letter sent on"), max_length=120, blank=True)
    routed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    routed_at = models.DateTimeField(null=True, blank=True)
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
                name="remit_report_routed_has_a_name",
                condition=Q(routed_to="", routed_at=None, routed_by=None)
                | (
                    ~Q(routed_to="")
                    & Q(routed_at__isnull=False, routed_by__isnull=False)
                ),
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
