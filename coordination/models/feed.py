"""Addresses at which calendar programs read dates without signing in."""

from __future__ import annotations

import hashlib

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import Station, User
from organization.permissions import may_somewhere


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, user: User) -> CalendarFeedQuerySet:
        """One's own; all of them for who keeps the accounts."""
        return self if may_somewhere(user, "feed.oversee") else self.filter(owner=user)

    def open(self) -> CalendarFeedQuerySet:
        """Not revoked, of an account that is in use."""
        return self.filter(revoked_at=None, owner__is_active=True)


class CalendarFeed(models.Model):
    """A secret address of one person; without a station it is his own calendar.

    Of the secret only the digest is kept. `fetched_on` is a day and no moment: it is
    there to find the addresses that nobody uses, not to see when somebody is up.
    """

    owner = models.ForeignKey(User, models.CASCADE, related_name="calendars")
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="calendars"
    )
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField()
    fetched_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar address")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="feed_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="feed_revoked_has_a_name",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def digest_of(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()
