"""One act on many rows: what was shown beforehand, and what became of each row."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import User


class BulkRunQuerySet(models.QuerySet["BulkRun"]):
    def visible_to(self, user: User) -> BulkRunQuerySet:
        """One's own: what others do at once is in the log of each row."""
        return self.filter(by=user)


class BulkRun(models.Model):
    """An act on the rows somebody chose. They are fixed when it is shown: what is
    committed are these rows, each in the version that was seen.

    `place` is what the list belongs to (a task, a station), `query` how it was
    narrowed; `given` what the act was told.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Something is still to be said")
        SHOWN = "shown", _("Shown")
        RUNNING = "running", _("Under way")
        ENDED = "ended", _("Ended")

    act = models.CharField(max_length=40)
    list_name = models.CharField(max_length=40)
    place = models.CharField(max_length=40, blank=True)
    query = models.TextField(blank=True)
    by = models.ForeignKey(User, models.CASCADE, related_name="bulk_runs")
    given = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    job = models.OneToOneField(
        "desk.Job", models.SET_NULL, null=True, blank=True, related_name="bulk_run"
    )
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BulkRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("act on many rows")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="bulk_run_committed_has_time",
                condition=Q(state__in=["asked", "shown"], committed_at=None)
                | Q(state__in=["running", "ended"], committed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="bulk_run_ended_has_time",
                condition=Q(state="ended") ^ Q(ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"


class BulkRow(models.Model):
    """One row of a run. `note` says beforehand what will happen or why it is left out,
    `said` afterwards what came of it where that is not what was foreseen."""

    class Outcome(models.TextChoices):
        OUT = "out", _("Left out")
        WILL = "will", _("To be done")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()
    subject = models.BigIntegerField()
    label = models.TextField()
    version = models.PositiveBigIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    note = models.TextField(blank=True)
    said = models.TextField(blank=True)

    class Meta:
        verbose_name = _("row of an act on many")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "subject"], name="bulk_row_once_a_run"
            )
        ]
        indexes = [models.Index(fields=["run", "outcome"], name="bulk_row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.label}"
