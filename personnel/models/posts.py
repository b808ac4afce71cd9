"""The establishment: which posts a unit has, and how many officers each is for."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import Department, Station, User
from organization.permissions import POLICY


class Category(models.TextChoices):
    POLICE = "police", _("Police officer")
    AUXILIARY = "auxiliary", _("Auxiliary")


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: User) -> PostQuerySet:
        """A chief's own station, and the units below for the others."""
        scope = user.scope
        chiefs, others = POLICY["personnel.view_own"], POLICY["personnel.view"]
        condition = Q(station__in=scope.stations_as(*chiefs.roles))
        for path in scope.bureaus_as(*others.roles):
            condition |= Q(station__bureau__path__startswith=path)
            condition |= Q(department__bureau__path__startswith=path)
        return self.filter(condition)

    def on(self, day: dt.date) -> PostQuerySet:
        """Those in force on a day."""
        return self.filter(during__contains=day)


class Post(models.Model):
    """So many officers of one kind, for a half-open period of days.

    `rank_from` and `rank_to` are the band of ranks (警衔), either may be blank;
    `required` are codes of qualifications without which nobody fills it, `desired` the
    points each wished-for ability brings, by its code. `weight`, 1 to 5, is how much a
    vacancy of it counts beside others. A post
    that is changed from some day on ends there and goes on as another row of the same
    `origin`, the first row (its own is null): whoever fills the one fills the other.
    """

    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="posts"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="posts"
    )
    kind = models.CharField(_("post"), max_length=40)
    category = models.CharField(
        max_length=10, choices=Category.choices, default=Category.POLICE
    )
    approved = models.PositiveSmallIntegerField(
        _("approved"), validators=[MinValueValidator(1)]
    )
    rank_from = models.CharField(_("rank from"), max_length=20, blank=True)
    rank_to = models.CharField(_("rank to"), max_length=20, blank=True)
    leading = models.BooleanField(_("leading post"), default=False)
    nights = models.BooleanField(_("with night duty"), default=False)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    required = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    desired = models.JSONField(default=dict, blank=True)
    during = DateRangeField()
    origin = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later"
    )
    version = models.PositiveIntegerField(default=1)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        constraints = [
            models.CheckConstraint(
                name="post_in_exactly_one_unit",
                condition=Q(station=None, department__isnull=False)
                | Q(station__isnull=False, department=None),
            ),
            models.CheckConstraint(
                name="post_lasts", condition=Q(during__isempty=False)
            ),
            models.CheckConstraint(
                name="post_is_for_somebody", condition=Q(approved__range=(1, 999))
            ),
            models.CheckConstraint(
                name="post_weighs_something", condition=Q(weight__range=(1, 5))
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def first_id(self) -> int:
        """The id of its first row: by it people are linked to the post."""
        return self.origin_id or self.pk

    @property
    def unit(self) -> Station | Department:
        """The one unit it belongs to."""
        found = self.station or self.department
        if found is None:
            raise ValueError("A post is always in one unit")
        return found
