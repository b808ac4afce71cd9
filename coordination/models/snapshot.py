"""The leaders' page as it stood when somebody kept it."""

from __future__ import annotations

import json
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import Bureau, User


class LeadersSnapshotQuerySet(models.QuerySet["LeadersSnapshot"]):
    def visible_to(self, user: User) -> LeadersSnapshotQuerySet:
        """Of the bureaus one leads or brokers in, and of those below."""
        found = Q(pk__in=())
        for path in user.scope.bureaus_as("leader", "coordinator"):
            found |= Q(bureau__path__startswith=path)
        return self.filter(found)


class LeadersSnapshot(models.Model):
    """`body` is canonical JSON as `leading.facts` writes it, `digest` its SHA-256. Rows
    are only ever added."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    body = models.TextField()
    digest = models.CharField(max_length=64)
    kept_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    objects = LeadersSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept page of the leaders")
        ordering = ["-kept_at", "-id"]
        indexes = [models.Index(fields=["bureau", "-kept_at"], name="snapshot_last")]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.kept_at:%Y-%m-%d %H:%M}"

    @property
    def facts(self) -> dict[str, Any]:
        """The body, read."""
        found: dict[str, Any] = json.loads(self.body)
        return found
