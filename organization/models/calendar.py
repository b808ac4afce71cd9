"""The working-day calendar: weekends, holidays and make-up workdays."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarYear(models.Model):
    """Whether a year's arrangement has been published or is a guess so far."""

    class Status(models.TextChoices):
        PUBLISHED = "published", _("Published")
        PROVISIONAL = "provisional", _("Provisional")

    year = models.PositiveSmallIntegerField(primary_key=True)
    status = models.CharField(max_length=12, choices=Status.choices)
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("calendar year")

    def __str__(self) -> str:
        return f"{self.year} {self.get_status_display()}"


class WorkdayOverride(models.Model):
    """A day that is not what its weekday says."""

    day = models.DateField(unique=True)
    is_workday = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("calendar day")

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
