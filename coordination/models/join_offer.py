"""An offer to let another department's task ask for more, so that one serves both."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.models.duplicate import DuplicatePair
from organization.models import User
from tasking.models import Directive, DirectiveParty


class JoinOfferQuerySet(models.QuerySet["JoinOffer"]):
    def visible_to(self, user: User) -> JoinOfferQuerySet:
        """Who sees the pair sees what was offered about it."""
        return self.filter(pair__in=DuplicatePair.objects.visible_to(user).values("pk"))

    def open(self) -> JoinOfferQuerySet:
        return self.filter(state=JoinOffer.State.OPEN)


class JoinOffer(models.Model):
    """The department of `folded` offers to give it up if `kept` asks for `items` too.

    `elsewhere`: also at the stations that owe `folded` alone. `units` is what the
    items take at one station by the rule (their share of `folded`), or as the offering
    department says where nobody has estimated that; null of an appointment. `start` is
    when a visit would begin instead, for both; null: when it does now. Both versions
    say of which facts the offer speaks. What was accepted may be less.
    """

    class State(models.TextChoices):
        OPEN = "open", _("To be answered")
        ACCEPTED = "accepted", _("Agreed to")
        DECLINED = "declined", _("Not agreed to")
        TAKEN_BACK = "taken_back", _("Taken back")
        STALE = "stale", _("Overtaken")

    pair = models.ForeignKey(DuplicatePair, models.CASCADE, related_name="offers")
    kept = models.ForeignKey(Directive, models.PROTECT, related_name="+")
    folded = models.ForeignKey(Directive, models.PROTECT, related_name="+")
    items = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    elsewhere = models.BooleanField(default=False)
    units = models.BigIntegerField(null=True)
    start = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    kept_version = models.PositiveIntegerField()
    folded_version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    party = models.OneToOneField(
        DirectiveParty, models.PROTECT, null=True, related_name="offer"
    )
    version = models.PositiveIntegerField(default=1)

    objects = JoinOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer to join two tasks")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pair"], name="join_offer_one_open", condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="join_offer_ended_has_time",
                condition=Q(state="open", answered_at=None)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="join_offer_accepted_made_a_party",
                condition=Q(state="accepted", party__isnull=False)
                | (~Q(state="accepted") & Q(party=None)),
            ),
            models.CheckConstraint(
                name="join_offer_work_not_negative",
                condition=Q(units=None) | Q(units__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.folded_id} {self.kept_id}"

    @property
    def hours(self) -> Decimal | None:
        """What the items take at one station."""
        return None if self.units is None else Decimal(self.units) / 60_000

    @property
    def is_current(self) -> bool:
        """Both tasks are as they were when it was made."""
        seen = (self.kept_version, self.folded_version)
        both = (self.kept, self.folded)
        return seen == tuple(one.version for one in both) and all(
            one.state == Directive.State.ISSUED for one in both
        )
