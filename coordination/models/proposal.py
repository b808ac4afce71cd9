"""A proposal that settles conflicts, who must agree to it, and what was said."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coordination.models.conflict import Conflict
from organization.models import Department, Station, User

ACTIVE_STATES = ("open", "brokered", "submitted", "stale")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> ProposalQuerySet:
        """Who sees one of its conflicts, and every unit that is asked."""
        scope = user.scope
        seen = Conflict.objects.visible_to(user)
        asked = ProposalParty.objects.filter(
            Q(department__in=scope.departments) | Q(station__in=scope.stations)
        )
        return self.filter(
            Q(
                pk__in=self.model.conflicts.through.objects.filter(
                    conflict__in=seen
                ).values("proposal")
            )
            | Q(pk__in=asked.values("proposal"))
        )

    def active(self) -> ProposalQuerySet:
        return self.filter(state__in=ACTIVE_STATES)

    def waiting_for(self, user: User) -> ProposalQuerySet:
        """Those that wait for one of the user's units, for the office he brokers in,
        or for his decision."""
        scope = user.scope
        asked = ProposalParty.objects.filter(
            Q(department__in=scope.departments) | Q(station__in=scope.stations),
            answer=ProposalParty.Answer.WAITING,
        )
        turn = Q(state="open", pk__in=asked.values("proposal"))
        for role, state in (("coordinator", "brokered"), ("leader", "submitted")):
            for path in scope.bureaus_as(role):
                turn |= Q(state=state, conflict__station__bureau__path__startswith=path)
        return self.filter(turn)


class Proposal(models.Model):
    """A plan put before everybody it changes something for.

    `plan` is what `coordination.planned` writes; `round` counts the plans it has had.
    Everything said about it is in its entries; once it is closed nothing is added.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for answers")
        BROKERED = "brokered", _("With the coordination office")
        SUBMITTED = "submitted", _("Before the leader")
        STALE = "stale", _("Overtaken by other facts")
        APPLIED = "applied", _("Agreed and carried out")
        DECIDED = "decided", _("Decided and carried out")
        DECLINED = "declined", _("Not approved")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        OVER = "over", _("No longer needed")

    conflict = models.ForeignKey(Conflict, models.PROTECT, related_name="threads")
    conflicts = models.ManyToManyField(Conflict, related_name="proposals")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    method = models.CharField(max_length=20)
    plan = models.JSONField()
    round = models.PositiveSmallIntegerField(default=1)
    # Stations and the revisions of their states the plan was reckoned at.
    revisions = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, db_index=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="proposal_one_at_a_time",
                fields=["conflict"],
                condition=Q(state__in=ACTIVE_STATES),
            ),
            models.CheckConstraint(
                name="proposal_closed_has_time",
                condition=Q(state__in=ACTIVE_STATES, closed_at=None)
                | (~Q(state__in=ACTIVE_STATES) & Q(closed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conflict_id} {self.method} {self.state}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES


class ProposalParty(models.Model):
    """A department or a station the plan changes something for, and its answer."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("No answer yet")
        ACCEPTED = "accepted", _("Agrees")
        COUNTERED = "countered", _("Suggests otherwise")
        DECLINED = "declined", _("Does not agree")
        ESCALATED = "escalated", _("Asks for coordination")

    class Part(models.TextChoices):
        ORDERS = "orders", _("its task is changed")
        OWES = "owes", _("does the work")
        LENDS = "lends", _("lends officers")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="parties")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+"
    )
    station = models.ForeignKey(Station, models.PROTECT, null=True, related_name="+")
    part = models.CharField(max_length=6, choices=Part.choices)
    answer = models.CharField(
        max_length=10, choices=Answer.choices, default=Answer.WAITING
    )
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by_silence = models.BooleanField(default=False)
    comment = models.TextField(blank=True)
    # What it wants instead, and what the engine says to that.
    wish = models.JSONField(null=True)
    extension = models.CharField(_("approved extension"), max_length=80, blank=True)
    officers = ArrayField(models.CharField(max_length=12), default=list, blank=True)

    class Meta:
        verbose_name = _("party to a proposal")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="party_is_one_unit",
                condition=Q(department=None, station__isnull=False)
                | Q(department__isnull=False, station=None),
            ),
            models.UniqueConstraint(
                name="party_department_once", fields=["proposal", "department"]
            ),
            models.UniqueConstraint(
                name="party_station_once", fields=["proposal", "station"]
            ),
            models.CheckConstraint(
                name="party_answer_has_time",
                condition=Q(answer="waiting", answered_at=None, answered_by=None)
                | (~Q(answer="waiting") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="party_answer_is_somebodys_or_silence",
                condition=Q(answer="waiting", by_silence=False)
                | Q(by_silence=True, answered_by=None)
                | Q(by_silence=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="party_due_after_asked", condition=Q(due_at__gte=F("asked_at"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="party_waiting", condition=Q(answer="waiting")
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.answer}"

    @property
    def unit(self) -> Department | Station:
        unit = self.department or self.station
        if unit is None:
            raise ValueError("A party is always one unit")
        return unit


BY_ITSELF = ("apply", "overtake", "lapse", "to_office")
"""What follows from answers or facts, whoever set it in motion."""


class ProposalEntry(models.Model):
    """One act on a proposal. Rows are only ever added."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    unit_code = models.CharField(max_length=32, blank=True)
    act = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("proposal entry")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.act}"

    @property
    def by_system(self) -> bool:
        """Nobody's act, but the clock's, the check's or the engine's."""
        return self.by_id is None or self.act in BY_ITSELF
