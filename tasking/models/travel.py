"""How long the way from a station to a bureau's seat takes, as the bureau knows it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import Bureau, Station, User

LONGEST_WAY = 12 * 60
"""Minutes."""


class TravelTimeQuerySet(models.QuerySet["TravelTime"]):
    def visible_to(self, user: User) -> TravelTimeQuerySet:
        """What the bureaus in view and those above them have entered."""
        return self.filter(bureau__in=Bureau.objects.visible_to(user))


class TravelTime(models.Model):
    """Minutes one way. No row: nobody has said, and nothing is counted.

    Tasks take the figure over as they are issued; a later one changes none of them.
    """

    bureau = models.ForeignKey(Bureau, models.CASCADE, related_name="+")
    station = models.ForeignKey(Station, models.CASCADE, related_name="+")
    minutes = models.PositiveSmallIntegerField()

    objects = TravelTimeQuerySet.as_manager()

    class Meta:
        verbose_name = _("travel time")
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "station"], name="travel_time_once_per_station"
            ),
            models.CheckConstraint(
                name="travel_time_within_a_day",
                condition=Q(minutes__lte=LONGEST_WAY),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.station_id} {self.minutes}"
