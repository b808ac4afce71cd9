"""What was done so that nothing is lost, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class SafetyRun(models.Model):
    """One backup, restore drill, look at the archive or at the seals, good or not.

    `facts` holds figures of it (bytes, seconds, where it lies); `problem` says in the
    site's language what went wrong, and is empty exactly when nothing did.
    """

    class Kind(models.TextChoices):
        BACKUP = "backup", _("Backup")
        DRILL = "drill", _("Restore drill")
        ARCHIVE = "archive", _("Archive of changes")
        AUDIT = "audit", _("Seals of the audit trail")

    LEFT = "left"
    """A fact of the last look at an archive that is no longer ours."""

    kind = models.CharField(max_length=7, choices=Kind.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    good = models.BooleanField()
    facts = models.JSONField(default=dict)
    problem = models.TextField(blank=True)

    class Meta:
        verbose_name = _("run of data safety")
        indexes = [models.Index(fields=["kind", "-ended_at"], name="safety_latest")]
        constraints = [
            models.CheckConstraint(
                name="safety_ends_after_it_starts",
                condition=Q(ended_at__gte=F("started_at")),
            ),
            models.CheckConstraint(
                name="safety_says_what_went_wrong",
                condition=Q(good=True, problem="") | Q(~Q(problem=""), good=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ended_at:%Y-%m-%d %H:%M}"

    @property
    def told(self) -> str:
        """What went wrong, in the reader's language; "" where nothing did."""
        if self.good:
            return ""
        said: str = self.facts.get("said", {}).get(get_language(), "")
        return said or self.problem

    @property
    def left(self) -> bool:
        """Whether somebody else looks after it from then on."""
        return bool(self.facts.get(self.LEFT))
