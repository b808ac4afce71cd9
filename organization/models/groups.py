"""Stations that are tasked together."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models.units import Bureau, Station


class StationGroup(models.Model):
    """A named list of stations that one bureau keeps for tasking."""

    bureau = models.ForeignKey(Bureau, models.CASCADE, related_name="groups")
    code = models.SlugField(max_length=32, unique=True)
    name = models.CharField(max_length=60)
    stations = models.ManyToManyField(Station, related_name="groups")

    class Meta:
        verbose_name = _("station group")

    def __str__(self) -> str:
        return self.name
