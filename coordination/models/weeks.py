"""The tightest window of each week, kept of every station for the heat map."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Station


class StationWeeks(models.Model):
    """What the last check says of the weeks ahead; see `coordination.core.weekly`.

    True on the same terms as `StationProfile`, and apart from it: a trial over the
    country reads every row there.
    """

    station = models.OneToOneField(
        Station, models.CASCADE, primary_key=True, related_name="weeks"
    )
    as_of = models.DateTimeField()
    revision = models.PositiveBigIntegerField()
    packed = models.BinaryField()

    class Meta:
        verbose_name = _("station's weeks")

    def __str__(self) -> str:
        return f"{self.station_id} r{self.revision}"
