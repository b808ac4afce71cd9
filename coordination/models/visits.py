"""How near each other two inspections must be to become one visit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import Bureau

USUAL_DAYS = 10
MOST_DAYS = 60


class JointVisits(models.Model):
    """A bureau's own figure, in working days; without a row it is `USUAL_DAYS`."""

    bureau = models.OneToOneField(
        Bureau, models.CASCADE, primary_key=True, related_name="+"
    )
    days = models.PositiveSmallIntegerField(default=USUAL_DAYS)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("joint visits")
        constraints = [
            models.CheckConstraint(
                name="joint_visits_within_a_quarter",
                condition=Q(days__lte=MOST_DAYS),
            )
        ]

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.days}"
