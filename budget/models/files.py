"""Files of money that were handed in."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from organization.models import Bureau, User
from personnel.models import Import


class MoneyFileQuerySet(models.QuerySet["MoneyFile"]):
    def visible_to(self, user: User) -> MoneyFileQuerySet:
        """One's own."""
        return self.filter(file__created_by=user)


class MoneyFile(models.Model):
    """Whose money a file is about. `again`: what stands there already is entered once
    more, which somebody has ticked."""

    file = models.OneToOneField(
        Import, models.CASCADE, primary_key=True, related_name="money"
    )
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    again = models.BooleanField(default=False)

    objects = MoneyFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of money")

    def __str__(self) -> str:
        return f"{self.file}"
