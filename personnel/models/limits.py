"""What is kept back about an officer: limits on his postings, and how to reach him.

The reasons are seen by the personnel office and by himself. A chief and a leader learn
that something bars a posting, never what.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import Bureau, Department, Station, User
from organization.permissions import POLICY
from personnel.models.people import Officer, latest_below


def kept_for(user: User) -> Q:
    """Rows about those whose latest or next posting is below one's personnel office,
    and about oneself. Who has gone to another bureau is that bureau's affair."""
    below = latest_below(user.scope.bureaus_as(*POLICY["limit.edit"].roles))
    return Q(officer__user=user) | Q(officer__in=below.values("officer"))


class LimitQuerySet(models.QuerySet["Limit"]):
    def visible_to(self, user: User) -> LimitQuerySet:
        """The personnel office and the officer himself: nobody else reads these."""
        return self.filter(kept_for(user))

    def on(self, day: dt.date) -> LimitQuerySet:
        return self.filter(during__contains=day)

    def barring(self) -> LimitQuerySet:
        """Without what is only wished."""
        return self.exclude(effect=Limit.Effect.WISH)


class Limit(models.Model):
    """Where an officer may not be posted, for health, family or avoidance (回避).

    It bars or it is a wish; it never lowers a score. `effect` says what is barred:
    posts with night duty, one unit, leading posts below one bureau (地域回避), the unit
    where a relative works (亲属回避; it binds the relative too).
    """

    class Ground(models.TextChoices):
        HEALTH = "health", _("Health")
        FAMILY = "family", _("Family")
        AVOIDANCE = "avoidance", _("Avoidance rule")

    class Effect(models.TextChoices):
        NIGHTS = "nights", _("No post with night duty")
        UNIT = "unit", _("Not to one unit")
        AREA = "area", _("No leading post in one bureau's area")
        RELATIVE = "relative", _("Not to the unit where a relative works")
        WISH = "wish", _("A wish; it bars nothing")

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="limits")
    ground = models.CharField(max_length=9, choices=Ground.choices)
    effect = models.CharField(max_length=8, choices=Effect.choices)
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+"
    )
    area = models.ForeignKey(
        Bureau, models.PROTECT, null=True, blank=True, related_name="+"
    )
    relative = models.ForeignKey(
        Officer, models.CASCADE, null=True, blank=True, related_name="limits_of_kin"
    )
    note = models.CharField(_("what it rests on"), max_length=200)
    during = DateRangeField()
    version = models.PositiveIntegerField(default=1)

    objects = LimitQuerySet.as_manager()

    class Meta:
        verbose_name = _("limit on postings")
        constraints = [
            models.CheckConstraint(
                name="limit_lasts", condition=Q(during__isempty=False)
            ),
            models.CheckConstraint(
                name="limit_names_what_it_bars",
                condition=Q(
                    effect__in=["nights", "wish"],
                    station=None,
                    department=None,
                    area=None,
                    relative=None,
                )
                | Q(
                    Q(station=None, department__isnull=False)
                    | Q(station__isnull=False, department=None),
                    effect="unit",
                    area=None,
                    relative=None,
                )
                | Q(
                    effect="area",
                    station=None,
                    department=None,
                    area__isnull=False,
                    relative=None,
                )
                | Q(
                    ~Q(relative=models.F("officer")),
                    effect="relative",
                    station=None,
                    department=None,
                    area=None,
                    relative__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="limit_avoidance_bars",
                condition=~Q(ground="avoidance", effect="wish")
                & (Q(ground="avoidance") | ~Q(effect__in=["area", "relative"])),
            ),
            models.CheckConstraint(name="limit_has_a_note", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.get_effect_display()}"

    @property
    def last(self) -> dt.date | None:
        """The last day on which it holds; None while it is open."""
        end: dt.date | None = self.during.upper
        return end - dt.timedelta(days=1) if end else None


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> ContactQuerySet:
        """Those of the officers one sees; how much of them `personnel.contacts`
        says."""
        return self.filter(officer__in=Officer.objects.visible_to(user).values("pk"))


class Contact(models.Model):
    """How an officer is reached, and whom to call for him."""

    officer = models.OneToOneField(
        Officer, models.CASCADE, primary_key=True, related_name="contact"
    )
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    kin_name = models.CharField(_("whom to call"), max_length=60, blank=True)
    kin_phone = models.CharField(
        _("that person's telephone"), max_length=20, blank=True
    )
    version = models.PositiveIntegerField(default=1)
    # What stood there before the last change, as long as it can be taken back.
    former = models.JSONField(null=True, blank=True)
    former_until = models.DateTimeField(null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact data")

    def __str__(self) -> str:
        return str(self.officer)

    def forget_former(self) -> None:
        self.former = self.former_until = None
