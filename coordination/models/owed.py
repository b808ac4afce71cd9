"""Protected time that orders took: owed to the station until it is made up."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organization.models import Station, User
from tasking.models import Assignment, Directive, ProtectedBlock

UNITS = 60_000  # of one officer-hour


class SecondName(models.Model):
    """An order that would take protected time waits for somebody else's name.

    `units` is what it would have taken when it was put forward.
    """

    directive = models.OneToOneField(
        Directive, models.PROTECT, related_name="second_name"
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    units = models.BigIntegerField()

    class Meta:
        verbose_name = _("second name on an order")

    def __str__(self) -> str:
        return f"{self.directive_id}"

    @property
    def hours(self) -> Decimal:
        return Decimal(self.units) / UNITS


class OwedTimeQuerySet(models.QuerySet["OwedTime"]):
    def visible_to(self, user: User) -> OwedTimeQuerySet:
        """The station's people, the department that took it, and those above."""
        return self.filter(user.scope.between("assignment__department"))

    def open(self) -> OwedTimeQuerySet:
        return self.filter(state="owed")

    def moved_on(self) -> OwedTimeQuerySet:
        """Those whose order or protected time changed since they were looked at."""
        changed = ~Q(assignment__version=F("seen_order"))
        changed |= Q(block__isnull=False) & ~Q(block__version=F("seen_block"))
        return self.open().filter(changed)


class OwedTime(models.Model):
    """So many units that one order took from one protected block at a station.

    The title, start and end of the block are kept, because the station may give it
    up. `second` is null where the order was urgent, or agreed by those it concerns.
    """

    class State(models.TextChoices):
        OWED = "owed", _("Owed")
        REPAID = "repaid", _("Made up")
        ENDED = "ended", _("Ended: the order no longer takes it")
        LET_GO = "let_go", _("Let go by the station")

    station = models.ForeignKey(Station, models.PROTECT, related_name="owed_time")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="owed_time")
    block = models.ForeignKey(
        ProtectedBlock,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="owed_time",
    )
    title = models.CharField(_("protected for"), max_length=80)
    start = models.DateTimeField()
    end = models.DateTimeField()
    units = models.BigIntegerField()
    repaid_units = models.BigIntegerField(default=0)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OWED)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    second = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    urgent = models.BooleanField(default=False)
    at = models.DateTimeField()
    due_on = models.DateField(_("to be made up by"))
    seen_order = models.PositiveIntegerField()
    seen_block = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = OwedTimeQuerySet.as_manager()

    class Meta:
        verbose_name = _("owed time")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["station"], name="owed_time_open", condition=Q(state="owed")
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="owed_time_end_after_start", condition=Q(end__gt=F("start"))
            ),
            models.UniqueConstraint(
                name="owed_time_once_per_order_and_block",
                fields=["assignment", "block"],
                condition=Q(state="owed"),
            ),
            models.CheckConstraint(
                name="owed_time_repaid_at_most_what_is_owed",
                condition=Q(units__gt=0)
                & Q(repaid_units__gte=0)
                & Q(repaid_units__lte=F("units")),
            ),
            models.CheckConstraint(
                name="owed_time_two_different_names",
                condition=Q(second=None) | ~Q(second=F("issued_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.title}"

    @property
    def left_units(self) -> int:
        return self.units - self.repaid_units if self.is_open else 0

    @property
    def hours(self) -> Decimal:
        return Decimal(self.units) / UNITS

    @property
    def repaid_hours(self) -> Decimal:
        return Decimal(self.repaid_units) / UNITS

    @property
    def left_hours(self) -> Decimal:
        return Decimal(self.left_units) / UNITS

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OWED

    def is_late(self, today: dt.date) -> bool:
        return self.is_open and self.due_on < today


class MakeUp(models.Model):
    """Protected time kept to make up for what an order took.

    It counts once it is over, with as much as no order took of it; `units` is null
    until then.
    """

    owed = models.ForeignKey(OwedTime, models.PROTECT, related_name="make_ups")
    block = models.OneToOneField(
        ProtectedBlock,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="makes_up",
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    units = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("time that makes up")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.owed_id} {self.block_id}"

    @property
    def hours(self) -> Decimal | None:
        return None if self.units is None else Decimal(self.units) / UNITS


OWED_ACTS = {
    "incur": _("Taken by the order"),
    "change": _("The order takes more or less"),
    "end": _("The order no longer takes it"),
    "plan": _("Time to make up is protected"),
    "repay": _("Made up"),
    "miss": _("The time to make up was not kept"),
    "let_go": _("Let go"),
}


class OwedEntry(models.Model):
    """One step. Rows are only ever added; without `by` it was the clock."""

    owed = models.ForeignKey(OwedTime, models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=6, choices=OWED_ACTS)
    units = models.BigIntegerField()
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("step of owed time")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.owed_id} {self.act}"

    @property
    def hours(self) -> Decimal:
        return Decimal(self.units) / UNITS
