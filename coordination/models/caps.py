"""How much a department may ask of stations in a calendar quarter, and what was said
where a task went beyond it. Reserved strength is in none of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organization.models import Department, User
from tasking.models import Directive

APPEND_ONLY = pgtrigger.Protect(
    name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
)


def officer_hours(label: Any, **options: Any) -> Any:
    return models.DecimalField(label, max_digits=12, decimal_places=2, **options)


def figure(**options: Any) -> Any:
    """Officer-hours as they were reckoned, kept beside what was said of them."""
    return models.DecimalField(max_digits=16, decimal_places=6, **options)


def departments_seen(user: User) -> models.QuerySet[Department]:
    """Whose budgets and whose estimates one may see: the own departments' and, for the
    office and the leader, all of their bureaus'."""
    scope = user.scope
    condition = Q(pk__in=scope.departments_as("department_staff", "department_head"))
    for path in scope.bureaus_as("leader", "coordinator"):
        condition |= Q(bureau__path__startswith=path)
    return Department.objects.filter(condition)


class BurdenCapQuerySet(models.QuerySet["BurdenCap"]):
    def visible_to(self, user: User) -> BurdenCapQuerySet:
        return self.filter(department__in=departments_seen(user))


class BurdenCap(models.Model):
    """The caps of one department in one quarter, and what the office proposes instead.

    `quarter` is its first day. Above `soft` a hint is given, above `hard` nothing is
    issued without the leader's exception; None: there is no such cap. Whoever issues
    holds this row, so that two tasks that only fit alone do not both pass.
    """

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="burden_caps"
    )
    quarter = models.DateField(_("quarter"))
    soft = officer_hours(_("soft cap"), null=True, blank=True)
    hard = officer_hours(_("hard cap"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_soft = officer_hours(_("proposed soft cap"), null=True, blank=True)
    proposed_hard = officer_hours(_("proposed hard cap"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = BurdenCapQuerySet.as_manager()

    class Meta:
        verbose_name = _("burden budget")
        ordering = ["quarter", "department"]
        constraints = [
            models.UniqueConstraint(
                name="burden_cap_once", fields=["department", "quarter"]
            ),
            models.CheckConstraint(
                name="burden_cap_begins_a_quarter",
                condition=Q(quarter__day=1, quarter__month__in=[1, 4, 7, 10]),
            ),
            models.CheckConstraint(
                name="burden_cap_positive",
                condition=(Q(soft=None) | Q(soft__gt=0))
                & (Q(hard=None) | Q(hard__gt=0)),
            ),
            models.CheckConstraint(
                name="burden_cap_soft_below_hard",
                condition=Q(soft=None) | Q(hard=None) | Q(soft__lte=F("hard")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} {self.quarter}"

    @property
    def is_set(self) -> bool:
        return self.soft is not None or self.hard is not None


class CapEntry(models.Model):
    """One act on a department's caps. Rows are only ever added."""

    class Act(models.TextChoices):
        SET = "set", pgettext_lazy("a budget", "Set")
        COPY = "copy", _("Taken over from the quarter before")
        PROPOSE = "propose", _("Proposed by the office")
        DECLINE = "decline", _("Proposal declined")

    cap = models.ForeignKey(BurdenCap, models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    act = models.CharField(max_length=8, choices=Act.choices)
    soft = officer_hours(_("soft cap"), null=True, blank=True)
    hard = officer_hours(_("hard cap"), null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("entry of a burden budget")
        ordering = ["id"]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.cap_id} {self.act}"


class CapNoteQuerySet(models.QuerySet["CapNote"]):
    def visible_to(self, user: User) -> CapNoteQuerySet:
        return self.filter(cap__in=BurdenCap.objects.visible_to(user))


class CapNote(models.Model):
    """What was said of one task that goes beyond a cap. Rows are only ever added.

    `used` is what the department had issued in the quarter by then, `asked` what the
    task takes of all its stations (None: nobody has estimated it), officer-hours.
    """

    class Act(models.TextChoices):
        SAY = "say", _("Reason of the department")
        ASK = "ask", _("Exception asked for")
        GRANT = "grant", _("Exception made")
        REFUSE = "refuse", _("Exception refused")
        ISSUE = "issue", _("Issued")

    cap = models.ForeignKey(BurdenCap, models.PROTECT, related_name="notes")
    directive = models.ForeignKey(Directive, models.PROTECT, related_name="cap_notes")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    act = models.CharField(max_length=7, choices=Act.choices)
    used = figure()
    asked = figure(null=True)
    # What an exception allows this task to take, at all its stations together.
    allowed = officer_hours(_("hours allowed"), null=True, blank=True)
    reason = models.TextField(blank=True)

    objects = CapNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note on a task beyond a burden budget")
        ordering = ["id"]
        triggers = [APPEND_ONLY]
        constraints = [
            models.CheckConstraint(
                name="cap_exception_says_hours",
                condition=Q(act="grant", allowed__gt=0)
                | (~Q(act="grant") & Q(allowed=None)),
            ),
        ]
        indexes = [models.Index(fields=["directive", "-id"], name="cap_note_last")]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.act}"

    @property
    def after(self) -> Decimal | None:
        return None if self.asked is None else self.used + self.asked
