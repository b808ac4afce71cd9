"""Who did what, when, with which outcome. Rows are only ever added."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def latest_of(self, name: str) -> AuditEventQuerySet:
        """The latest first; of people whose name holds the text, or of everybody."""
        name = name.replace("\0", "").strip()
        rows = self.filter(actor_name__icontains=name) if name else self
        return rows.order_by("-pk")


class AuditEvent(models.Model):
    """One act. Written in the same transaction as the change it tells of."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        "organization.User", models.PROTECT, null=True, related_name="+"
    )
    actor_name = models.CharField(max_length=60)
    action = models.CharField(max_length=60, db_index=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    unit_code = models.CharField(max_length=32, blank=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        indexes = [models.Index(fields=["subject_type", "subject_id"])]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action}"
