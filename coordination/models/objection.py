"""A station's opinion on a task, and the log of what was answered."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from desk.models import Attachment
from organization.models import User
from tasking.models import Assignment

# Somebody still has to answer, or may still ask for more.
WAITING = ("filed", "kept", "brokering", "deciding")


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, user: User) -> ObjectionQuerySet:
        """The station's people, the department's, and those above either of them."""
        scope = user.scope
        condition = Q(assignment__station__in=scope.stations)
        condition |= Q(assignment__department__in=scope.departments)
        for path in scope.bureaus_as("leader", "coordinator"):
            condition |= Q(assignment__station__bureau__path__startswith=path)
            condition |= Q(assignment__department__bureau__path__startswith=path)
        return self.filter(condition)

    def waiting(self) -> ObjectionQuerySet:
        return self.filter(state__in=WAITING)

    def with_last_note(self) -> ObjectionQuerySet:
        """Each with what was said at its last step, as `last_note`."""
        steps = ObjectionEntry.objects.filter(objection=OuterRef("pk"))
        last = steps.order_by("-pk").values("note")[:1]
        rows: ObjectionQuerySet = self.annotate(last_note=Subquery(last))
        return rows

    def with_last_step(self, but: User) -> ObjectionQuerySet:
        """Each with when somebody else did something about it last, as `last_step`."""
        steps = ObjectionEntry.objects.filter(objection=OuterRef("pk"))
        last = steps.exclude(by=but).order_by("-pk").values("at")[:1]
        rows: ObjectionQuerySet = self.annotate(last_step=Subquery(last))
        return rows

    def soonest_first(self) -> ObjectionQuerySet:
        return self.order_by("answer_due", "pk")


class Objection(models.Model):
    """An opinion with the figures of its day. The work goes on meanwhile.

    `answer_due` is the clock of whoever must act now; null when nobody must.
    `proof` is what `ledger.freezing` said at `filed_at`, hours in units.
    """

    class State(models.TextChoices):
        FILED = "filed", _("With the department")
        KEPT = "kept", _("Kept by the department")
        BROKERING = "brokering", _("With the coordination office")
        DECIDING = "deciding", _("Before the bureau leader")
        UPHELD = "upheld", _("Upheld, taken off the station")
        CHANGED = "changed", _("Date or hours changed")
        CLOSED = "closed", _("Answered, stays as it is")
        TAKEN_BACK = "taken_back", _("Taken back by the station")

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="objections"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.FILED)
    text = models.TextField(_("opinion"))
    asked_due = models.DateTimeField(null=True, blank=True)
    asked_units = models.BigIntegerField(null=True, blank=True)
    proof = models.JSONField(default=dict)
    files = models.ManyToManyField(Attachment, related_name="+")
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    answer_due = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("opinion")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["answer_due"],
                name="objection_clock",
                condition=Q(state__in=WAITING),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="objection_one_open_per_assignment",
                fields=["assignment"],
                condition=Q(state__in=WAITING),
            ),
            models.CheckConstraint(
                name="objection_clock_runs_while_waiting",
                condition=Q(state__in=WAITING, answer_due__isnull=False)
                | (~Q(state__in=WAITING) & Q(answer_due=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.state}"

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING


ACTS = {
    "file": _("Opinion given"),
    "uphold": _("Upheld: taken off this station"),
    "change": _("Date or hours changed"),
    "keep": _("Kept as it is"),
    "escalate": _("Put before the coordination office"),
    "refer": _("Put before the bureau leader"),
    "silence": _("No answer in time: put before the bureau leader"),
    "rest": _("Not taken further in time: closed"),
    "moot": _("Closed: nothing is owed any more"),
    "take_back": _("Taken back"),
}


class ObjectionEntry(models.Model):
    """One step. Rows are only ever added; without `by` it was the clock."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=12, choices=ACTS)
    note = models.TextField(blank=True)
    facts = models.JSONField(default=dict)  # due and units before and after a change

    class Meta:
        verbose_name = _("step of an opinion")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.objection_id} {self.act}"
