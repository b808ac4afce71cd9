"""What has been done once already, and how often somebody asks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import User


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
