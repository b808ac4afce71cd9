"""A task before the coordination office: its clock, its conditions, what was said."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.burden import Weight
from organization.models import Department, User
from tasking.models import Directive

OPEN_CASES = ("waiting", "conditions", "escalated", "signature")


class AdmissionCaseQuerySet(models.QuerySet["AdmissionCase"]):
    def visible_to(self, user: User) -> AdmissionCaseQuerySet:
        """The own departments' and, for the office and the leader, their bureaus'.

        What must stay secret never becomes a case.
        """
        scope = user.scope
        condition = Q(directive__department__in=scope.departments)
        for path in scope.bureaus_as("leader", "coordinator"):
            condition |= Q(directive__department__bureau__path__startswith=path)
        return self.filter(condition)

    def open(self) -> AdmissionCaseQuerySet:
        return self.filter(state__in=OPEN_CASES)

    def by_clock(self) -> AdmissionCaseQuerySet:
        """What is due first, first; what nobody waits for by the time it came."""
        return self.order_by("due_at", "pk")


class AdmissionCase(models.Model):
    """One submission of a directive. Sent back and submitted again it is a new case.

    `due_at` is the end of the office's term; while the department thinks about
    conditions, or the leader has it, the office's clock stands still.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("With the office")
        CONDITIONS = "conditions", _("Conditions to be answered")
        ESCALATED = "escalated", _("The leader asked to decide")
        SIGNATURE = "signature", _("Admitted, to be signed")
        ADMITTED = "admitted", _("Admitted")
        RETURNED = "returned", _("Returned for changes")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        TOLD = "told", _("The office was told")

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="cases")
    office = models.ForeignKey(Department, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    number = models.CharField(_("number of the piece"), max_length=60)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    # What was shown while it was written, officer-hours: of the task (None: nobody has
    # estimated it), and of what its department asked these stations in the quarter.
    burden_hours = models.DecimalField(
        max_digits=14, decimal_places=4, null=True, blank=True
    )
    burden_before = models.DecimalField(
        max_digits=14, decimal_places=4, null=True, blank=True
    )
    # Conditions as offered last; None: as asked for.
    offered_due = models.DateTimeField(null=True, blank=True)
    offered_units = models.BigIntegerField(null=True, blank=True)
    left_out = ArrayField(models.BigIntegerField(), default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AdmissionCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("admission")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="admission_open",
                condition=Q(state__in=OPEN_CASES),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="admission_one_at_a_time",
                fields=["directive"],
                condition=Q(state__in=OPEN_CASES),
            ),
            models.UniqueConstraint(
                name="admission_number_once", fields=["office", "number"]
            ),
            models.CheckConstraint(
                name="admission_decided_has_time",
                condition=Q(state__in=OPEN_CASES, decided_at=None)
                | (~Q(state__in=OPEN_CASES) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="admission_offer_not_negative",
                condition=Q(offered_units=None) | Q(offered_units__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.directive_id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_CASES

    @property
    def weight(self) -> Weight | None:
        """The burden as it was put before the office; None of older pieces."""
        if self.burden_before is None:
            return None
        count = self.directive.targets.count()
        return Weight(count, self.burden_hours, self.burden_before)

    def is_late(self, now: dt.datetime) -> bool:
        """Has the office let its term pass?"""
        return self.state == self.State.WAITING and self.due_at <= now

    @property
    def offered_hours(self) -> Decimal | None:
        if self.offered_units is None:
            return None
        return Decimal(self.offered_units) / 60_000


class AdmissionEntry(models.Model):
    """One act on a case. Rows are only ever added."""

    class Act(models.TextChoices):
        SUBMIT = "submit", _("Submitted")
        TELL = "tell", _("Issued, the office told")
        ADMIT = "admit", _("Admitted")
        RETURN = "return", _("Returned for changes")
        OFFER = "offer", _("Conditions set")
        ACCEPT = "accept", _("Conditions accepted")
        DECLINE = "decline", _("Conditions declined")
        ESCALATE = "escalate", _("The leader asked to decide")
        COMMENT = "comment", _("Comment")
        SIGN = "sign", _("Signed by the leader")
        SEND_BACK = "send_back", _("Sent back by the leader")
        WITHDRAW = "withdraw", _("Withdrawn")

    case = models.ForeignKey(AdmissionCase, models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=Act.choices)
    note = models.TextField(blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("admission entry")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.act}"
