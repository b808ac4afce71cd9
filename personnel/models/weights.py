"""How a bureau weighs what speaks for a person in a post."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import Bureau


class FitWeights(models.Model):
    """Points each condition gives at most; the same for every officer of the bureau.

    A desired skill brings the points its post says. `experience_years` and
    `settled_years` are the years that give all points. `threshold` is the per cent of
    the points below which nobody is proposed.
    """

    bureau = models.OneToOneField(
        Bureau, models.CASCADE, primary_key=True, related_name="fit_weights"
    )
    rank = models.PositiveSmallIntegerField(_("rank within the band"), default=20)
    experience = models.PositiveSmallIntegerField(
        _("experience in such a post"), default=30
    )
    experience_years = models.PositiveSmallIntegerField(
        _("years for all of it"), default=3
    )
    settled = models.PositiveSmallIntegerField(
        _("time in the present post"), default=10
    )
    settled_years = models.PositiveSmallIntegerField(
        _("years for all of it"), default=2
    )
    threshold = models.PositiveSmallIntegerField(
        _("proposed from, per cent"), default=40
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("weights of fit")
        constraints = [
            models.CheckConstraint(
                name="weights_are_points",
                condition=Q(
                    rank__lte=100,
                    experience__lte=100,
                    settled__lte=100,
                    threshold__lte=100,
                    experience_years__range=(1, 40),
                    settled_years__range=(1, 40),
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.bureau)
