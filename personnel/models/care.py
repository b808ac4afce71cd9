"""Visits that are owed to officers: on which occasions, by whom, by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import Bureau, Department, Station, User
from organization.permissions import POLICY
from personnel.models.people import Leave, Officer, Posting


class Visitor(models.TextChoices):
    """Who pays a visit for the bureau."""

    CHIEF = "chief", _("The chief of the unit")
    LEADER = "leader", _("A bureau leader")
    PERSONNEL = "personnel", _("The personnel office")


class OccasionQuerySet(models.QuerySet["Occasion"]):
    def visible_to(self, user: User) -> OccasionQuerySet:
        """The lists of the bureaus one belongs to, and of those above and below."""
        return self.filter(bureau__in=Bureau.objects.visible_to(user))

    def in_force_for(self, bureau: Bureau) -> OccasionQuerySet:
        """The list of the bureau, or of the nearest one above that keeps one."""
        chain = [int(pk) for pk in bureau.path.strip("/").split("/")]
        rows = self.filter(bureau__in=chain, active=True)
        nearest = rows.order_by("-bureau__path").values("bureau")[:1]
        return rows.filter(bureau=nearest)


class Occasion(models.Model):
    """What a visit is owed on, within how many working days, and who pays it.

    `trigger` names what the system notices by itself; the others are entered.
    """

    class Trigger(models.TextChoices):
        NONE = "", _("Entered by people")
        SICK = "sick", _("Long sick leave")
        AFAR = "afar", _("Posted to another bureau")

    Visitor = Visitor

    bureau = models.ForeignKey(Bureau, models.CASCADE, related_name="occasions")
    name = models.CharField(_("occasion"), max_length=40)
    days = models.PositiveSmallIntegerField(_("working days until the visit"))
    visitor = models.CharField(
        _("who visits"), max_length=9, choices=Visitor.choices, default=Visitor.CHIEF
    )
    trigger = models.CharField(
        _("noticed by"), max_length=4, choices=Trigger.choices, blank=True
    )
    active = models.BooleanField(_("in force"), default=True)
    version = models.PositiveIntegerField(default=1)

    objects = OccasionQuerySet.as_manager()

    class Meta:
        verbose_name = _("occasion of a visit")
        ordering = ["-active", "id"]
        constraints = [
            models.UniqueConstraint(
                name="occasion_once_by_name", fields=["bureau", "name"]
            ),
            models.UniqueConstraint(
                name="occasion_noticed_once",
                fields=["bureau", "trigger"],
                condition=Q(active=True) & ~Q(trigger=""),
            ),
            models.CheckConstraint(
                name="occasion_within_a_month", condition=Q(days__range=(1, 30))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DueVisitQuerySet(models.QuerySet["DueVisit"]):
    def visible_to(self, user: User) -> DueVisitQuerySet:
        """Whole to some; to the officer himself that he was visited, nothing else."""
        paid = Q(officer__user=user, state=DueVisit.State.DONE)
        return self.filter(paid | _circle(user))

    def full_for(self, user: User) -> DueVisitQuerySet:
        """Those whose notes the user reads: who visits, the chief, the personnel
        office. Never those about himself."""
        return self.filter(_circle(user))

    def waiting(self) -> DueVisitQuerySet:
        return self.filter(state=DueVisit.State.DUE)

    def to_pay_by(self, user: User) -> DueVisitQuerySet:
        """Those it is the user's turn to pay: he is who is told of them. Leaders and
        offices above may pay them too and are not asked."""
        turn = Q(pk__in=())
        for visitor, condition in _turns(user, _in).items():
            turn |= Q(visitor=visitor) & condition
        return self.waiting().filter(turn).exclude(officer__user=user)


class DueVisit(models.Model):
    """A visit owed to an officer, and whether it was paid.

    `about` and `note` are private: see `full_for`. Nothing of it counts for or against
    an officer. Both are deleted on `forget_on`; that the visit was paid stays. `leave`
    or `posting` is what the system noticed.
    """

    class State(models.TextChoices):
        DUE = "due", _("To be visited")
        DONE = "done", _("Visited")
        DROPPED = "dropped", _("Not needed")

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="visits")
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+"
    )
    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="visits")
    visitor = models.CharField(max_length=9, choices=Visitor.choices)
    happened_on = models.DateField(_("happened on"))
    about = models.TextField(_("what happened"), blank=True)
    raised_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    raised_at = models.DateTimeField()
    due = models.DateTimeField()
    overdue_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.DUE)
    visited_on = models.DateField(_("visited on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    forget_on = models.DateField(null=True, blank=True)
    leave = models.OneToOneField(
        Leave, models.SET_NULL, null=True, blank=True, related_name="visit"
    )
    posting = models.OneToOneField(
        Posting, models.SET_NULL, null=True, blank=True, related_name="visit"
    )
    version = models.PositiveIntegerField(default=1)

    objects = DueVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("due visit")
        ordering = ["due", "id"]
        constraints = [
            models.CheckConstraint(
                name="visit_in_exactly_one_unit",
                condition=Q(station=None, department__isnull=False)
                | Q(station__isnull=False, department=None),
            ),
            models.CheckConstraint(
                name="visit_closed_has_a_name",
                condition=Q(state="due", closed_at=None, closed_by=None)
                | Q(
                    ~Q(state="due"),
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="visit_forgotten_once_closed",
                condition=~Q(state="due") | Q(forget_on=None),
            ),
            models.CheckConstraint(
                name="visit_done_has_a_day",
                condition=Q(state="done", visited_on__isnull=False)
                | Q(~Q(state="done"), visited_on=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due"], name="visit_waiting", condition=Q(state="due")
            ),
            models.Index(
                fields=["forget_on"],
                name="visit_to_be_forgotten",
                condition=Q(forget_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.occasion}"

    @property
    def unit(self) -> Station | Department:
        """Where he worked when it happened."""
        found = self.station or self.department
        if found is None:
            raise ValueError("A visit always names one unit")
        return found

    def late(self, now: dt.datetime) -> bool:
        return self.state == self.State.DUE and self.due <= now


def _below(user: User, action: str) -> Q:
    condition = Q(pk__in=())
    for path in user.scope.bureaus_as(*POLICY[action].roles):
        condition |= Q(station__bureau__path__startswith=path)
        condition |= Q(department__bureau__path__startswith=path)
    return condition


def _in(user: User, action: str) -> Q:
    """In units of a bureau itself in which the user holds the right."""
    paths = list(user.scope.bureaus_as(*POLICY[action].roles))
    return Q(station__bureau__path__in=paths) | Q(department__bureau__path__in=paths)


def _turns(user: User, where: Callable[[User, str], Q] = _below) -> dict[str, Q]:
    """By who visits: the units for which the user does, or may."""
    scope, roles = user.scope, POLICY["visit.pay_own"].roles
    own = Q(station__in=scope.stations_as(*roles))
    own |= Q(department__in=scope.departments_as(*roles))
    return {
        Visitor.CHIEF: own,
        Visitor.LEADER: where(user, "visit.pay_leader"),
        Visitor.PERSONNEL: where(user, "visit.oversee"),
    }


def _circle(user: User) -> Q:
    """Who visits, the chief, the personnel office; nobody for himself."""
    turns = _turns(user)
    leads = Q(visitor=Visitor.LEADER) & turns[Visitor.LEADER]
    circle = turns[Visitor.CHIEF] | leads | turns[Visitor.PERSONNEL]
    return (circle | Q(closed_by=user)) & ~Q(officer__user=user)
