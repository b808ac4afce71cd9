"""Commendations: nominated by anybody, borne out by evidence, published."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk.models import Attachment
from organization.models import Bureau, Department, Station, User
from organization.permissions import POLICY
from personnel.models.people import Officer


class CommendationQuerySet(models.QuerySet["Commendation"]):
    def visible_to(self, user: User) -> CommendationQuerySet:
        """What is published by the bureaus one belongs to, above and below; before
        that who nominated, who endorses and who publishes."""
        known = Bureau.objects.visible_to(user)
        published = Q(state=Commendation.State.PUBLISHED, bureau__in=known)
        return self.filter(published | _circle(user))

    def full_for(self, user: User) -> CommendationQuerySet:
        """Those whose evidence the user may read too."""
        return self.filter(_circle(user))

    def published(self) -> CommendationQuerySet:
        return self.filter(state=Commendation.State.PUBLISHED)

    def between(self, first: dt.date, end: dt.date) -> CommendationQuerySet:
        """Published on one of the days [first, end)."""
        return self.filter(published_on__gte=first, published_on__lt=end)

    def waiting_for(self, user: User) -> CommendationQuerySet:
        """Those it is the user's turn to endorse or to publish."""
        nominated = Q(state=Commendation.State.NOMINATED) & _endorses(user)
        endorsed = Q(state=Commendation.State.ENDORSED) & _publishes(user)
        return self.filter(nominated | endorsed).exclude(officer__user=user)


class Commendation(models.Model):
    """One officer, one deed. `bureau` publishes; the unit is where it was done."""

    class State(models.TextChoices):
        NOMINATED = "nominated", _("Nominated")
        ENDORSED = "endorsed", _("Endorsed")
        PUBLISHED = "published", _("Published")
        DECLINED = "declined", _("Not taken up")
        WITHDRAWN = "withdrawn", _("Taken back")

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="commendations")
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+"
    )
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="commendations")
    title = models.CharField(_("for what"), max_length=80)
    deed = models.TextField(_("what was done"))
    files = models.ManyToManyField(Attachment, related_name="+")
    state = models.CharField(
        max_length=9, choices=State.choices, default=State.NOMINATED
    )
    by_leader = models.BooleanField(default=False)  # the chief himself is nominated
    nominated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField()
    endorsed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    endorsed_at = models.DateTimeField(null=True, blank=True)
    endorsement = models.TextField(blank=True)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_on = models.DateField(null=True, blank=True)
    number = models.CharField(_("number"), max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("commendation")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="commendation_in_exactly_one_unit",
                condition=Q(station=None, department__isnull=False)
                | Q(station__isnull=False, department=None),
            ),
            models.CheckConstraint(
                name="commendation_published_is_endorsed",
                condition=Q(~Q(state="published"), published_on=None, published_by=None)
                | Q(
                    endorsed_at__isnull=False,
                    endorsed_by__isnull=False,
                    published_by__isnull=False,
                    published_on__isnull=False,
                    state="published",
                ),
            ),
            models.CheckConstraint(
                name="commendation_ended_has_reason",
                condition=Q(
                    ended_at=None, state__in=["nominated", "endorsed", "published"]
                )
                | Q(
                    ~Q(end_reason=""),
                    ended_at__isnull=False,
                    state__in=["declined", "withdrawn"],
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["bureau", "published_on"],
                name="commendation_by_quarter",
                condition=Q(state="published"),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def unit(self) -> Station | Department:
        found = self.station or self.department
        if found is None:
            raise ValueError("A commendation always names one unit")
        return found


def _endorses(user: User) -> Q:
    scope, roles = user.scope, POLICY["commendation.endorse"].roles
    own = Q(station__in=scope.stations_as(*roles))
    own |= Q(department__in=scope.departments_as(*roles))
    leads = _under(user, "commendation.endorse_chief")
    return Q(by_leader=False) & own | Q(by_leader=True) & leads


def _publishes(user: User) -> Q:
    return _under(user, "commendation.publish")


def _under(user: User, action: str) -> Q:
    condition = Q(pk__in=())
    for path in user.scope.bureaus_as(*POLICY[action].roles):
        condition |= Q(bureau__path__startswith=path)
    return condition


def _circle(user: User) -> Q:
    """Who nominated, who endorses and who publishes; never the nominated himself."""
    circle = Q(nominated_by=user) | _endorses(user) | _publishes(user)
    return circle & ~Q(officer__user=user)
