"""What a station got in a year, frozen when the year was closed."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budget.models.fields import ADD_ONLY, reach
from organization.models import Station, User


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, user: User) -> StatementQuerySet:
        return self.filter(reach(user))


class Statement(models.Model):
    """A version of a station's year. `body` is canonical JSON (sorted names, no blanks,
    UTF-8, amounts as text with two decimals), `digest` its SHA-256."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="statements")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    body = models.TextField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(_("why anew"), max_length=200, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        ordering = ["station", "year", "version"]
        constraints = [
            models.UniqueConstraint(
                name="statement_version_once", fields=["station", "year", "version"]
            ),
            models.CheckConstraint(
                name="statement_anew_has_reason",
                condition=Q(version=1) | Q(~Q(reason=""), version__gt=1),
            ),
        ]
        triggers = [ADD_ONLY]

    def __str__(self) -> str:
        return f"{self.station} {self.year} v{self.version}"

    @property
    def facts(self) -> dict[str, Any]:
        """The body, read."""
        found: dict[str, Any] = json.loads(self.body)
        return found
