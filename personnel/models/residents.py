"""How many people live in a station's area, year by year."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import Station, User
from organization.permissions import POLICY


class ResidentsQuerySet(models.QuerySet["Residents"]):
    def visible_to(self, user: User) -> ResidentsQuerySet:
        """The stations whose structure one sees."""
        condition = Q(pk__in=())
        for path in user.scope.bureaus_as(*POLICY["structure.view"].roles):
            condition |= Q(station__bureau__path__startswith=path)
        return self.filter(condition)


class Residents(models.Model):
    """The figure of one year. It stands for later years until there is another."""

    station = models.ForeignKey(Station, models.CASCADE, related_name="residents")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("residents"))
    version = models.PositiveIntegerField(default=1)

    objects = ResidentsQuerySet.as_manager()

    class Meta:
        verbose_name = _("residents of a station")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                name="residents_once_a_year", fields=["station", "year"]
            ),
            models.CheckConstraint(
                name="residents_of_a_year", condition=Q(year__range=(2000, 2100))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.year}"
