"""Forms that workers carry out for who sent them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.models.jobs import Job
from organization.models import User


class SentFormQuerySet(models.QuerySet["SentForm"]):
    def visible_to(self, user: User) -> SentFormQuerySet:
        return self.filter(job__created_by=user)


class SentForm(models.Model):
    """A form as it was sent, for a worker to carry out in its sender's name.

    `address` is the page it was sent to, `came_from` the sender's own address for the
    audit trail. `key` is the form's own, `mark` a digest of what it says: sent twice it
    is carried out once. `content` goes when that was done; where it was refused it
    stays, so that nobody types it again. `url` is where what came of it stands; before
    that the page to go back to, "" for the form itself. It goes with its job.
    """

    job = models.OneToOneField(Job, models.CASCADE, related_name="sent")
    address = models.CharField(max_length=500)
    language = models.CharField(max_length=10)
    came_from = models.GenericIPAddressField(null=True, blank=True)
    key = models.CharField(max_length=80, db_index=True)
    mark = models.CharField(max_length=64)
    content = models.BinaryField()
    url = models.CharField(max_length=300, blank=True)

    objects = SentFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("form that was sent")

    def __str__(self) -> str:
        return f"{self.job_id} {self.address}"
