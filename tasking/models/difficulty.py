"""A station's difficulty: whose it is now, until when, and what became of it."""

from __future__ import annotations

import datetime as dt

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from desk.models import Attachment
from organization.models import Bureau, Department, Station, User
from organization.models.spelling import SpeltField

OVERSEERS = ("leader", "coordinator")


class Category(models.TextChoices):
    """What a difficulty is about; the same list sorts answers and trainings."""

    LAW = "law", _("Application of the law")
    PROCEDURE = "procedure", _("Procedure and files")
    EVIDENCE = "evidence", _("Scene and evidence")
    SYSTEM = "system", _("Information systems")
    EQUIPMENT = "equipment", _("Equipment and support")
    COMMUNITY = "community", _("Community and mediation")
    OTHERS = "others", _("Cooperation with others")
    OTHER = "other", _("Something else")


class Urgency(models.TextChoices):
    URGENT = "urgent", _("Urgent")
    SOON = "soon", _("Soon")
    CALM = "calm", _("Not urgent")


class HelpTerms(models.Model):
    """Working days in which a bureau's stations are answered, by urgency. A bureau
    without a row has the usual ones."""

    bureau = models.OneToOneField(Bureau, models.PROTECT, related_name="help_terms")
    urgent = models.PositiveSmallIntegerField(default=1)
    soon = models.PositiveSmallIntegerField(default=3)
    calm = models.PositiveSmallIntegerField(default=7)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("terms for difficulties")
        constraints = [
            models.CheckConstraint(
                name="help_terms_grow_with_calm",
                condition=Q(
                    urgent__gte=1,
                    soon__gte=models.F("urgent"),
                    calm__gte=models.F("soon"),
                    calm__lte=30,
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.bureau_id}: {self.urgent}, {self.soon}, {self.calm}"

    def days(self, urgency: str) -> int:
        found: int = getattr(self, Urgency(urgency).value)
        return found


# Somebody at headquarters has to do something.
WAITING = ("routing", "asked", "visiting")
OPEN = (*WAITING, "answered")


class DifficultyQuerySet(models.QuerySet["Difficulty"]):
    def visible_to(self, user: User) -> DifficultyQuerySet:
        """The own station's, the own department's; below the own bureaus for overseers.

        Whoever has handed one on sees it no more.
        """
        return self.filter(user.scope.between())

    def waiting(self) -> DifficultyQuerySet:
        return self.filter(state__in=WAITING)

    def open(self) -> DifficultyQuerySet:
        return self.filter(state__in=OPEN)

    def late(self, now: dt.datetime) -> DifficultyQuerySet:
        return self.waiting().filter(answer_due__lte=now)

    def by_clock(self) -> DifficultyQuerySet:
        """What waits for headquarters first, the nearest end before the others."""
        place = Case(When(state__in=WAITING, then=Value(0)), default=Value(1))
        return self.order_by(place, "answer_due", "-pk")


class Difficulty(models.Model):
    """`answer_due` is the clock of whoever acts next, null when that is the station or
    nobody; `reminders` are the moments still to come at which he is reminded. `level`
    says how far up it has gone. Without a department the office has yet to say whose
    it is. `same_as` is the one whose answer serves this one too.

    `pairs` are those of `tasking.likeness` of title and text.
    """

    class State(models.TextChoices):
        ROUTING = "routing", _("The office says whose it is")
        ASKED = "asked", _("With the department")
        VISITING = "visiting", _("Guidance visit planned")
        ANSWERED = "answered", _("Answered, the station has the say")
        CLOSED = "closed", _("Closed by the station")
        TAKEN_BACK = "taken_back", _("Taken back by the station")

    class Level(models.TextChoices):
        DEPARTMENT = "department", _("Department")
        OFFICE = "office", _("Coordination office")
        LEADER = "leader", _("Bureau leader")

    class Outcome(models.TextChoices):
        SOLVED = "solved", _("Solved")
        PARTLY = "partly", _("Partly solved")

    station = models.ForeignKey(Station, models.PROTECT, related_name="difficulties")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="difficulties"
    )
    category = models.CharField(
        _("category"), max_length=10, choices=Category.choices, db_index=True
    )
    urgency = models.CharField(_("urgency"), max_length=6, choices=Urgency.choices)
    title = models.CharField(_("title"), max_length=80)
    spelt = SpeltField()
    text = models.TextField(_("what is difficult"))
    files = models.ManyToManyField(Attachment, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    level = models.CharField(max_length=10, choices=Level.choices)
    answer_due = models.DateTimeField(null=True, blank=True)
    reminders = ArrayField(models.DateTimeField(), default=list, blank=True)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers"
    )
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=6, choices=Outcome.choices, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(db_index=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    pairs = ArrayField(models.IntegerField(), default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = DifficultyQuerySet.as_manager()

    class Meta:
        verbose_name = _("difficulty")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["answer_due"],
                name="difficulty_clock",
                condition=Q(state__in=WAITING),
            ),
            GinIndex(
                fields=["pairs"],
                name="difficulty_answered_pairs",
                condition=~Q(answer=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="difficulty_clock_runs_while_waiting",
                condition=Q(state__in=WAITING, answer_due__isnull=False)
                | (~Q(state__in=WAITING) & Q(answer_due=None)),
            ),
            models.CheckConstraint(
                name="difficulty_routing_has_no_department",
                condition=Q(state="routing", department=None)
                | Q(state="taken_back")
                | (~Q(state="routing") & Q(department__isnull=False)),
            ),
            models.CheckConstraint(
                name="difficulty_closed_has_an_outcome",
                condition=(Q(state="closed", closed_at__isnull=False) & ~Q(outcome=""))
                | Q(state="taken_back", closed_at__isnull=False, outcome="")
                | Q(state__in=OPEN, closed_at=None, outcome=""),
            ),
            models.CheckConstraint(
                name="difficulty_answer_has_time",
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def is_late(self, now: dt.datetime) -> bool:
        return self.answer_due is not None and self.answer_due <= now


ACTS = {
    "raise": _("Raised"),
    "route": _("The office says whose it is"),
    "hand_on": _("Handed on"),
    "answer": _("Answered"),
    "visit": _("Guidance visit planned"),
    "call_off": _("Guidance visit called off"),
    "visited": _("Guided on site"),
    "note": _("Said in between"),
    "join": _("Answered together with another station's"),
    "silence": _("No answer in time: one step up"),
    "close": _("Closed by the station"),
    "reopen": _("Not solved: open again, one step up"),
    "take_back": _("Taken back"),
}


class DifficultyEntry(models.Model):
    """One step. Rows are only ever added; without `by` it was the clock."""

    difficulty = models.ForeignKey(Difficulty, models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=10, choices=ACTS)
    note = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    """Codes `from` and `to` of a change of hands, `level` reached, `outcome` said,
    `on` and `who` of a visit."""

    class Meta:
        verbose_name = _("step of a difficulty")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.difficulty_id} {self.act}"
