"""What every desk needs: inbox, background jobs, due jobs, idempotency keys."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organization.models import User


class InboxQuerySet(models.QuerySet["InboxItem"]):
    def visible_to(self, user: User) -> InboxQuerySet:
        return self.filter(recipient=user)

    def unread(self) -> InboxQuerySet:
        return self.filter(read_at=None)


class InboxItem(models.Model):
    """One matter put before one person, at most once per revision of the matter."""

    recipient = models.ForeignKey(User, models.CASCADE, related_name="inbox")
    matter = models.CharField(max_length=80)  # e.g. conflict:17
    revision = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("inbox item")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "revision", "recipient"], name="inbox_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["recipient"], name="inbox_unread", condition=Q(read_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.matter}"


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> JobQuerySet:
        return self.filter(created_by=user)


class Job(models.Model):
    """Long work that shows progress, can be cancelled and ends with a result."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

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


class FileContent(models.Model):
    """The bytes of files, once however often they are handed in."""

    digest = models.CharField(max_length=64, primary_key=True)  # SHA-256
    content = models.BinaryField()

    class Meta:
        verbose_name = _("content of a file")
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> AttachmentQuerySet:
        """One's own. What a file is attached to shows it to others, in its room."""
        return self.filter(uploaded_by=user)


class Attachment(models.Model):
    """A file handed in by somebody, of a kind that was recognised by its content."""

    name = models.CharField(_("name"), max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    content = models.ForeignKey(FileContent, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """The answer to a request that may be sent twice."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)  # 0: still being answered
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("idempotency key")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")
        ]

    def __str__(self) -> str:
        return self.key
