"""Files that people hand in: what their lines asked for, and what became of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.models import Job
from organization.models import User


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User) -> ImportQuerySet:
        """One's own."""
        return self.filter(created_by=user)


class Import(models.Model):
    """A file and its verdict. Its bytes go when it is put in force or forgotten.

    `mark` is the digest of the verdict that was shown: what is put in force is that
    and nothing else. `job` is what a worker does or did last about it.
    """

    class State(models.TextChoices):
        JUDGING = "judging", pgettext_lazy("a file", "Being judged")
        JUDGED = "judged", _("Judged")
        UNUSABLE = "unusable", _("Cannot be used")
        APPLYING = "applying", _("Being put in force")
        APPLIED = "applied", _("In force")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(max_length=8)
    name = models.CharField(_("file"), max_length=120)
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    content = models.BinaryField(null=True)
    language = models.CharField(max_length=8)  # of the words about its lines
    state = models.CharField(max_length=9, choices=State.choices, default=State.JUDGING)
    problem = models.TextField(blank=True)  # of the file as a whole
    mark = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)  # sheet -> verdict -> lines
    moved = models.BooleanField(default=False)  # judged anew: what is there changed
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="import_applied_has_time",
                condition=Q(state="applied", applied_at__isnull=False)
                | (~Q(state="applied") & Q(applied_at=None)),
            ),
            models.CheckConstraint(
                name="import_applied_keeps_no_file",
                condition=~Q(state="applied") | Q(content=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def total(self, act: str) -> int:
        """Lines of a verdict in all its sheets."""
        return sum(int(sheet.get(act, 0)) for sheet in self.counts.values())

    @property
    def is_open(self) -> bool:
        """Is a worker still to do something about it?"""
        return self.state in (self.State.JUDGING, self.State.APPLYING)

    @property
    def can_apply(self) -> bool:
        """Nothing is wrong, and something would change."""
        asks = self.total("new") + self.total("changed")
        return self.state == self.State.JUDGED and not self.total("bad") and asks > 0


class ImportLine(models.Model):
    """One line of the file with its verdict.

    `changes` are [column, before, after], `problems` [column, words], as they are
    shown; `moved` where the verdict is another than the one shown before.
    """

    of = models.ForeignKey(Import, models.CASCADE, related_name="lines")
    sheet = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=160)
    act = models.CharField(max_length=7)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    moved = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("line of an import")
        ordering = ["id"]
        indexes = [models.Index(fields=["of", "act"], name="import_line_by_act")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.number}"
