"""Long work that people asked for, and what is due by itself."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organization.models import User


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> JobQuerySet:
        return self.filter(created_by=user)

    def under_way(self, kind: str) -> JobQuerySet:
        """Those of a kind that have not ended."""
        return self.filter(kind=kind, state__in=Job.OPEN)


class Job(models.Model):
    """Long work that shows progress, can be cancelled and ends with a result.

    `heard_at` is the last word of its worker: from there on it is silent. `watched_at`
    is when an open page of who asked looked for it last.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN = (State.WAITING, State.RUNNING)

    kind = models.CharField(max_length=40)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.WAITING
    )
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    watched_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("background job")
        constraints = [
            models.CheckConstraint(
                name="job_ended_has_time",
                condition=Q(state__in=["waiting", "running"], ended_at=None)
                | Q(state__in=["done", "failed", "cancelled"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="job_done_within_total", condition=Q(done__lte=F("total"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.done}/{self.total}"


class JobInput(models.Model):
    """What somebody handed in for a job; gone as soon as the job has ended."""

    job = models.OneToOneField(Job, models.CASCADE, related_name="input")
    content = models.BinaryField()

    class Meta:
        verbose_name = _("input of a background job")

    def __str__(self) -> str:
        return str(self.job)


class DueJob(models.Model):
    """A job that falls due by the clock; the dispatcher runs it."""

    name = models.CharField(max_length=40, unique=True)
    due_at = models.DateTimeField()
    last_started_at = models.DateTimeField(null=True, blank=True)
    last_finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("due job")

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"
