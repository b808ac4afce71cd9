"""Files that workers have written for people who asked for many rows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.models.jobs import Job
from organization.models import User


def roles_of(user: User) -> list[str]:
    """What a file is written with: each role, and the unit it is held in."""
    return [
        f"{one.role}:{one.bureau or ''}:{one.department or ''}:{one.station or ''}"
        for one in user.scope.grants
    ]


class TakenFileQuerySet(models.QuerySet["TakenFile"]):
    def visible_to(self, user: User) -> TakenFileQuerySet:
        """Those one asked for, as long as one holds every role they were written
        with: who has left a station takes nothing of it along."""
        roles = roles_of(user)
        return self.filter(job__created_by=user, roles__contained_by=roles)


class TakenFile(models.Model):
    """A list or a workbook as it was when a worker wrote it, for who asked alone.

    It goes with its job. `roles` are those it was written with (`roles_of`), `noted`
    is what the audit trail says of whoever takes it.
    """

    job = models.OneToOneField(Job, models.CASCADE, related_name="taken")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    rows = models.PositiveIntegerField()
    roles = models.JSONField(default=list)
    noted = models.JSONField(default=dict)
    content = models.BinaryField()

    objects = TakenFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file taken out")

    def __str__(self) -> str:
        return self.name
