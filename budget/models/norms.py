"""Norms per head and year: what is meant to reach a station."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budget.models.fields import ADD_ONLY, known_bureaus, yuan
from organization.models import Bureau, User
from personnel.models.posts import Category as Staff


class NormQuerySet(models.QuerySet["Norm"]):
    def visible_to(self, user: User) -> NormQuerySet:
        return self.filter(known_bureaus(user))


class Norm(models.Model):
    """Yuan per head and year for running costs in a bureau and below it.

    Of several that cover a day the nearest bureau's counts, and of these the one
    entered last: a change, also of a day that is past, is one more row.
    """

    class Counting(models.TextChoices):
        YEAR_START = "year_start", _("Heads at the start of the year")
        DAILY = "daily", _("Heads of every day")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="norms")
    staff = models.CharField(
        _("for whom"), max_length=10, choices=Staff.choices, default=Staff.POLICE
    )
    amount = yuan(_("yuan per head and year"))
    first = models.DateField(_("from"))
    end = models.DateField(null=True, blank=True)
    counting = models.CharField(
        _("heads counted"),
        max_length=10,
        choices=Counting.choices,
        default=Counting.YEAR_START,
    )
    basis = models.CharField(_("basis"), max_length=120)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()

    objects = NormQuerySet.as_manager()

    class Meta:
        verbose_name = _("norm")
        ordering = ["-first", "-id"]
        constraints = [
            models.CheckConstraint(
                name="norm_not_negative", condition=Q(amount__gte=0)
            ),
            models.CheckConstraint(
                name="norm_lasts", condition=Q(end=None) | Q(end__gt=F("first"))
            ),
            models.CheckConstraint(name="norm_has_a_basis", condition=~Q(basis="")),
        ]
        triggers = [ADD_ONLY]

    def __str__(self) -> str:
        return f"{self.bureau} {self.get_staff_display()} {self.amount}"

    @property
    def last(self) -> dt.date | None:
        """The last day on which it holds."""
        return self.end and self.end - dt.timedelta(days=1)
