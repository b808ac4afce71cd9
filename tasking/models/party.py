"""Departments that are served by another department's task instead of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import Department, User
from tasking.models.directive import Directive


class DirectivePartyQuerySet(models.QuerySet["DirectiveParty"]):
    def visible_to(self, user: User) -> DirectivePartyQuerySet:
        """Both departments', and those below an overseen bureau."""
        scope = user.scope
        condition = Q(department__in=scope.departments)
        condition |= Q(directive__department__in=scope.departments)
        for path in scope.bureaus_as("leader", "coordinator", "internal_auditor"):
            condition |= Q(department__bureau__path__startswith=path)
        return self.filter(condition)


class DirectiveParty(models.Model):
    """One department joined one task at some stations: what is done once serves both.

    `items` are the data it takes from there; `added_items` of them are asked for its
    sake alone, and at `added_stations` nothing else is asked. `saved_units` is what
    these stations are spared in all, null where nobody had estimated it. Rows are only
    ever added.
    """

    class Saves(models.TextChoices):
        FORM = "form", _("one form for both")
        VISIT = "visit", _("one visit for both")

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="parties")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="joined_directives"
    )
    saves = models.CharField(max_length=5, choices=Saves.choices)
    items = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    stations = ArrayField(models.BigIntegerField())
    added_items = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    added_stations = ArrayField(models.BigIntegerField(), default=list, blank=True)
    saved_units = models.BigIntegerField(null=True)
    # The own task that was folded into this one; none if it was never issued.
    instead_of = models.ForeignKey(
        Directive, models.PROTECT, null=True, related_name="joined_into"
    )
    reason = models.TextField(blank=True)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = DirectivePartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party to a directive")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="party_at_some_station", condition=Q(stations__len__gt=0)
            ),
            models.CheckConstraint(
                name="party_saves_no_less_than_nothing",
                condition=Q(saved_units=None) | Q(saved_units__gte=0),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.department_id}"

    @property
    def saved_hours(self) -> Decimal | None:
        if self.saved_units is None:
            return None
        return Decimal(self.saved_units) / 60_000


def joined_directives(user: User) -> frozenset[int]:
    """Tasks of others that the user's departments joined; read once per request."""
    known: frozenset[int] | None = user.__dict__.get("_joined_directives")
    if known is None:
        departments = user.scope.departments
        rows = DirectiveParty.objects.filter(department__in=departments)
        ids = rows.values_list("directive", flat=True) if departments else []
        known = user.__dict__["_joined_directives"] = frozenset(ids)
    return known


def items_at(
    items: Sequence[str], station: int, parties: Iterable[DirectiveParty]
) -> list[str]:
    """Of a task's data items those one station is asked for; `parties` are the task's.

    What was added for a department is asked where it joined, and only that where the
    task came for its sake alone.
    """
    rows = list(parties)
    here = [row for row in rows if station in row.stations]
    theirs = {item for row in here for item in row.items}
    added = {item for row in rows for item in row.added_items}
    for_them = any(station in row.added_stations for row in here)
    return [item for item in items if item in theirs or not (for_them or item in added)]
