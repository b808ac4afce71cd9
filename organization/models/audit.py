"""Who did what, when, with which outcome. Rows are only ever added."""

from __future__ import annotations

import datetime as dt

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def latest_of(self, name: str) -> AuditEventQuerySet:
        """The latest first; of people whose name holds the text, or of everybody."""
        name = name.replace("\0", "").strip()
        rows = self.filter(actor_name__icontains=name) if name else self
        return rows.order_by("-pk")


class AuditEvent(models.Model):
    """One act. Written in the same transaction as the change it tells of.

    `id` and `tx`, the transaction, are set by a trigger in this order: the transaction
    has its number before the row has its own, see `organization.sealed.marks`.
    """

    class Outcome(models.TextChoices):
        DONE = "done", pgettext_lazy("an act", "Done")
        REFUSED = "refused", pgettext_lazy("an act", "Refused")
        FAILED = "failed", pgettext_lazy("an act", "Failed")

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
    outcome = models.CharField(
        max_length=7,
        choices=Outcome.choices,
        default=Outcome.DONE,
        db_default=Outcome.DONE,
    )
    tx = models.BigIntegerField(null=True, editable=False)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        indexes = [
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(fields=["tx"], name="audit_event_tx"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action}"


class RowChange(models.Model):
    """One row that was entered, changed or deleted, by whatever way: triggers write it.

    `changes` holds column -> value of a row that is new or gone, and column ->
    [before, after] of one that changed; what is masked says «***». `user` is who acted
    as far as the way knew it; the act with the same `tx` and about the same time tells
    more. No foreign key: a change is noted whatever becomes of people.
    """

    class Operation(models.TextChoices):
        INSERT = "I", pgettext_lazy("a row", "Entered")
        UPDATE = "U", pgettext_lazy("a row", "Changed")
        DELETE = "D", pgettext_lazy("a row", "Deleted")

    at = models.DateTimeField()
    tx = models.BigIntegerField()
    table_name = models.CharField(max_length=63)
    row_id = models.CharField(max_length=100)
    operation = models.CharField(max_length=1, choices=Operation.choices)
    changes = models.JSONField()
    user = models.ForeignKey(
        "organization.User",
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    role = models.CharField(max_length=63)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        verbose_name = _("change of a row")
        indexes = [
            models.Index(fields=["table_name", "row_id"], name="rowchange_of_row"),
            models.Index(fields=["tx"], name="rowchange_tx"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id} {self.operation}"


class AuditSeal(models.Model):
    """Everything noted up to two ids, in one figure that the next seal builds upon.

    `*_digest` is SHA-256 over the rows in their order, `*_marks` twelve bytes per row
    (id, start of its own SHA-256) that say which row is not as it was.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    event_last = models.BigIntegerField()
    event_count = models.IntegerField()
    event_digest = models.CharField(max_length=64)
    event_marks = models.BinaryField()
    change_last = models.BigIntegerField()
    change_count = models.IntegerField()
    change_digest = models.CharField(max_length=64)
    change_marks = models.BinaryField()

    class Meta:
        verbose_name = _("seal of the audit trail")
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.digest[:8]}"

    @property
    def moment(self) -> dt.datetime:
        """UTC to the microsecond, as it is sealed."""
        return self.at.astimezone(dt.UTC)
