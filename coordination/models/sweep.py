"""The parts of a sweep, so that any worker can take the next one."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from desk.models import Job


class SweepChunk(models.Model):
    """Some stations of one sweep. Taken by one worker at a time, for a while only:
    what a killed worker held comes free again. All verdicts come before any profile."""

    class Stage(models.IntegerChoices):
        VERDICTS = 0
        PROFILES = 1

    job = models.ForeignKey(Job, models.CASCADE, related_name="chunks")
    stage = models.PositiveSmallIntegerField(
        choices=Stage.choices, default=Stage.VERDICTS
    )
    number = models.PositiveIntegerField()
    stations = ArrayField(models.BigIntegerField())
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("part of a sweep")
        constraints = [
            models.UniqueConstraint(
                fields=["job", "stage", "number"], name="chunk_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.get_stage_display()} {self.number}"
