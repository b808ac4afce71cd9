"""The ledger: entries are only ever added; each moves an amount one way.

Money stands in one of five places, from the budget to what a station has confirmed:

    budget → allocated → disbursed → received → confirmed

An entry takes an amount from one place to another; a trigger writes its two legs, sums
them up in `Balance` and `Delivery`, and refuses what these could not bear.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budget.models.disbursements import Disbursement
from budget.models.fields import ADD_ONLY, reach, yuan
from budget.models.lines import Line
from organization.models import User


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: User) -> EntryQuerySet:
        return self.filter(reach(user, "line__station"))


class Entry(models.Model):
    """One step. A counter-entry takes exactly one other back, and says why."""

    class Kind(models.TextChoices):
        ALLOCATE = "allocate", _("Allocated")
        DISBURSE = "disburse", _("Disbursed")
        RECEIVE = "receive", _("Arrived")
        CONFIRM = "confirm", _("Confirmed by the station")
        RETURN = "return", _("Returned to the bureau")
        COUNTER = "counter", pgettext_lazy("an entry", "Taken back")

    line = models.ForeignKey(Line, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    amount = yuan(_("amount"))
    disbursement = models.ForeignKey(
        Disbursement, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    takes_back = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="counter"
    )
    note = models.CharField(_("document or reason"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="entry_of_something", condition=Q(amount__gt=0)
            ),
            models.CheckConstraint(
                name="entry_counter_names_another",
                condition=Q(~Q(kind="counter"), takes_back=None)
                | Q(~Q(note=""), kind="counter", takes_back__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_names_its_disbursement",
                condition=Q(kind="allocate", disbursement=None)
                | Q(kind="counter")
                | Q(~Q(kind="allocate"), disbursement__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_says_why",
                condition=~Q(kind__in=["allocate", "return"]) | ~Q(note=""),
            ),
            models.UniqueConstraint(
                name="entry_disbursed_once",
                fields=["disbursement"],
                condition=Q(kind="disburse"),
            ),
        ]
        indexes = [models.Index(fields=["line", "id"], name="entry_of_line")]
        triggers = [ADD_ONLY]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"

    @property
    def moved(self) -> str:
        """The kind of step this is, or takes back."""
        return self.takes_back.kind if self.takes_back else self.kind


STATIONS_OWN = (Entry.Kind.RECEIVE, Entry.Kind.CONFIRM, Entry.Kind.RETURN)
"""Steps that only the station takes, and only it takes back."""


class Leg(models.Model):
    """One side of an entry: less in one place, more in another. Written by a trigger;
    at the end of the transaction the legs of an entry sum to nothing."""

    class Place(models.TextChoices):
        BUDGET = "budget", _("Budget")
        ALLOCATED = "allocated", _("Allocated, not disbursed")
        DISBURSED = "disbursed", _("Disbursed, not arrived")
        RECEIVED = "received", _("Arrived, not confirmed")
        CONFIRMED = "confirmed", _("Confirmed by the station")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="legs")
    place = models.CharField(max_length=9, choices=Place.choices)
    amount = yuan()

    class Meta:
        verbose_name = _("leg of an entry")
        constraints = [
            models.UniqueConstraint(name="leg_place_once", fields=["entry", "place"]),
            models.CheckConstraint(name="leg_of_something", condition=~Q(amount=0)),
        ]
        triggers = [ADD_ONLY]

    def __str__(self) -> str:
        return f"{self.place} {self.amount}"
