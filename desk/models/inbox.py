"""Letters: what was put before whom, by which way, and what goes by mail."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import User


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
