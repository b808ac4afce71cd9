"""The room of each station, kept ready for trial runs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Station


class StationProfile(models.Model):
    """What the last check leaves behind for trial runs.

    True while `revision` is that of the station's state and no mark waits for the
    station. `room` is packed by `coordination.core.profile`, `backlog` by
    `coordination.core.backlog`.

    A trial over the country reads `room` of every station: it is kept in the row and
    uncompressed, the larger `backlog` beside the table.
    """

    station = models.OneToOneField(
        Station, models.CASCADE, primary_key=True, related_name="profile"
    )
    as_of = models.DateTimeField()
    revision = models.PositiveBigIntegerField()
    room = models.BinaryField()
    backlog = models.BinaryField()

    class Meta:
        verbose_name = _("station profile")

    def __str__(self) -> str:
        return f"{self.station_id} r{self.revision}"
