"""What its doer may take back for a while."""

from __future__ import annotations

import datetime as dt

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import User


class UndoableQuerySet(models.QuerySet["Undoable"]):
    def visible_to(self, user: User) -> UndoableQuerySet:
        """One's own: nobody takes back what another did."""
        return self.filter(by=user)

    def open(self, now: dt.datetime) -> UndoableQuerySet:
        return self.filter(undone_at=None, until__gt=now)


class Undoable(models.Model):
    """One act, and what it takes to take it back.

    `subject` is what was acted on, by its table and id; `facts` hold how it was before
    and the version the act left, as the way of its `kind` wants them. `words` is the
    sentence its doer was told, in his language; `url` the page it was done on.
    """

    by = models.ForeignKey(User, models.CASCADE, related_name="undoable")
    kind = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    words = models.CharField(max_length=300)
    url = models.CharField(max_length=200)
    at = models.DateTimeField()
    until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = UndoableQuerySet.as_manager()

    class Meta:
        verbose_name = _("act that can be taken back")
        ordering = ["-id"]
        indexes = [models.Index(fields=["by", "-id"], name="undoable_own")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type} {self.subject_id}"
