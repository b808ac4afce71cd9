"""Files and what they are attached to."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import User


class FileContent(models.Model):
    """The bytes of files, once however often they are handed in."""

    digest = models.CharField(max_length=64, primary_key=True)  # SHA-256
    content = models.BinaryField()

    class Meta:
        verbose_name = _("content of a file")
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> AttachmentQuerySet:
        """One's own. What a file is attached to shows it to others, in its room."""
        return self.filter(uploaded_by=user)


class Attachment(models.Model):
    """A file handed in by somebody, of a kind that was recognised by its content."""

    name = models.CharField(_("name"), max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    content = models.ForeignKey(FileContent, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
