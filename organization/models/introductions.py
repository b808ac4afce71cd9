"""How far somebody is with the first steps that are shown beside a page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models.access import User


class Introduction(models.Model):
    """Begun by itself or asked for again; closed is not shown. One's own matter."""

    class Name(models.TextChoices):
        DIRECTIVE = "directive", _("The first task")
        LEDGER = "ledger", _("A first look at the ledger")

    user = models.ForeignKey(User, models.CASCADE, related_name="introductions")
    name = models.CharField(max_length=10, choices=Name.choices)
    begun_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("introduction")
        constraints = [
            models.UniqueConstraint(
                name="introduction_once_per_user", fields=["user", "name"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.name}"
