"""What a station's money of a year is for, and how far it has come."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budget.models.fields import ADD_ONLY, known_bureaus, reach, yuan
from organization.models import Bureau, Station, User


class Category(models.TextChoices):
    """What money is for. Norms per head speak of the first alone."""

    RUNNING = "running", _("Running costs")
    CASES = "cases", _("Case work")
    EQUIPMENT = "equipment", _("Equipment")
    VEHICLES = "vehicles", _("Vehicles")
    OTHER = "other", _("Other purposes")


class Source(models.TextChoices):
    BUREAU = "bureau", _("Bureau budget")
    TRANSFER = "transfer", _("Transfer from above")
    SPECIAL = "special", _("Special fund")


class LineQuerySet(models.QuerySet["Line"]):
    def visible_to(self, user: User) -> LineQuerySet:
        return self.filter(reach(user))


class Line(models.Model):
    """One purpose and source of a station's calendar year. `bureau` books it."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="money_lines")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    category = models.CharField(
        _("what for"), max_length=9, choices=Category.choices, default=Category.RUNNING
    )
    source = models.CharField(
        _("from where"), max_length=8, choices=Source.choices, default=Source.BUREAU
    )

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of money")
        ordering = ["station", "year", "id"]
        constraints = [
            models.UniqueConstraint(
                name="line_once", fields=["station", "year", "category", "source"]
            ),
            models.CheckConstraint(
                name="line_of_a_year", condition=Q(year__range=(2000, 2100))
            ),
        ]
        indexes = [models.Index(fields=["year", "station"], name="line_by_year")]
        # The right to update stays, since a line is what is locked.
        triggers = [
            pgtrigger.Protect(
                name="stays_as_it_is", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.year} {self.get_category_display()}"


class Chain(models.Model):
    """Cumulated amounts; kept by a trigger on entries, read by everybody.

    What was confirmed was received, and so on; so no figure is above the one before.
    """

    disbursed = yuan(default=0)
    received = yuan(default=0)
    confirmed = yuan(default=0)

    class Meta:
        abstract = True


class Balance(Chain):
    """How far a line's money has come."""

    line = models.OneToOneField(Line, models.PROTECT, primary_key=True)
    allocated = yuan(default=0)

    class Meta:
        verbose_name = _("balance")
        constraints = [
            models.CheckConstraint(
                name="balance_is_a_chain",
                condition=Q(
                    confirmed__gte=0,
                    received__gte=F("confirmed"),
                    disbursed__gte=F("received"),
                    allocated__gte=F("disbursed"),
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.confirmed}"


class ClosedYearQuerySet(models.QuerySet["ClosedYear"]):
    def visible_to(self, user: User) -> ClosedYearQuerySet:
        return self.filter(known_bureaus(user))


class ClosedYear(models.Model):
    """From then on a bureau allocates and disburses nothing more for the year."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="closed_years")
    year = models.PositiveSmallIntegerField()
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField()

    objects = ClosedYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("closed year")
        constraints = [
            models.UniqueConstraint(name="year_closed_once", fields=["bureau", "year"])
        ]
        triggers = [ADD_ONLY]

    def __str__(self) -> str:
        return f"{self.bureau} {self.year}"
