"""What every desk needs: inbox, background jobs, due jobs, idempotency keys."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from desk.models_bulk import BulkRow, BulkRun
from desk.models_lists import ListChoice, Reach, SavedView
from desk.models_undo import Undoable
from organization.models import User

__all__ = [
    "Attachment",
    "BulkRow",
    "BulkRun",
    "DueJob",
    "FileContent",
    "IdempotencyKey",
    "InboxItem",
    "Job",
    "JobInput",
    "LetterChoice",
    "LetterSettings",
    "ListChoice",
    "OutgoingMail",
    "Reach",
    "SavedView",
    "ThrottleCount",
    "Undoable",
    "Way",
]


class Way(models.TextChoices):
    """How a letter reaches a person."""

    INBOX = "inbox", _("At once")
    MAIL = "mail", _("At once, and by e-mail")
    DIGEST = "digest", _("In the daily summary")
    NONE = "none", _("Not at all")


class InboxQuerySet(models.QuerySet["InboxItem"]):
    def visible_to(self, user: User) -> InboxQuerySet:
        """What has reached the person: not what waits for the daily summary."""
        return self.filter(recipient=user).exclude(way=Way.DIGEST, digest=None)

    def alone(self) -> InboxQuerySet:
        """Without what is folded into a daily summary."""
        return self.filter(digest=None)

    def unread(self) -> InboxQuerySet:
        return self.filter(read_at=None)

    def matters(self) -> int:
        """How many matters the letters speak of."""
        return self.order_by().values("matter").distinct().count()

    def by_matter(self) -> InboxQuerySet:
        """The last letter of each matter, newest first."""
        last = self.order_by("matter", "-id").distinct("matter")
        return type(self)(self.model).filter(pk__in=last.values("pk")).order_by("-id")


class InboxItem(models.Model):
    """One matter put before one person, at most once per revision of the matter.

    `digest` is the daily summary that told of it, for what its reader wants to hear
    only there.
    """

    recipient = models.ForeignKey(User, models.CASCADE, related_name="inbox")
    matter = models.CharField(max_length=80)  # e.g. conflict:17
    revision = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=6, choices=Way.choices, default=Way.INBOX)
    digest = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="folded"
    )

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
            ),
            models.Index(
                fields=["recipient"],
                name="inbox_for_summary",
                condition=Q(way=Way.DIGEST, digest=None),
            ),
            models.Index(
                fields=["id"], name="inbox_by_mail", condition=Q(way=Way.MAIL)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.matter}"


class LetterChoice(models.Model):
    """How one kind of letter reaches one person; without a row, at once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="letter_choices")
    kind = models.CharField(max_length=40)
    way = models.CharField(max_length=6, choices=Way.choices)

    class Meta:
        verbose_name = _("choice of letters")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], name="choice_once_per_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.way}"


class LetterSettings(models.Model):
    """When a person's daily summary comes, and where e-mail goes."""

    user = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="letter_settings"
    )
    digest_hour = models.PositiveSmallIntegerField(_("hour of the summary"), default=8)
    address = models.EmailField(_("e-mail address"), blank=True)

    class Meta:
        verbose_name = _("settings of letters")
        constraints = [
            models.CheckConstraint(
                name="letters_hour_of_the_day", condition=Q(digest_hour__lte=23)
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.digest_hour}"


class OutgoingMail(models.Model):
    """A letter on its way out of the house; a worker sends it, no request waits."""

    item = models.OneToOneField(InboxItem, models.CASCADE, related_name="mail")
    address = models.EmailField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("outgoing e-mail")
        indexes = [
            models.Index(
                fields=["next_try_at"], name="mail_waiting", condition=Q(sent_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.address}"


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> JobQuerySet:
        return self.filter(created_by=user)

    def under_way(self, kind: str) -> JobQuerySet:
        """Those of a kind that have not ended."""
        return self.filter(kind=kind, state__in=Job.OPEN)


class Job(models.Model):
    """Long work that shows progress, can be cancelled and ends with a result.

    `heard_at` is the last word of its worker: from there on it is silent.
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
        ordering = ["id"]

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


class ThrottleCount(models.Model):
    """How often something was done since its window began; see `desk.throttle`."""

    key = models.CharField(primary_key=True, max_length=80)  # e.g. calendar:17
    began_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("throttle count")

    def __str__(self) -> str:
        return f"{self.key} {self.count}"
