"""What is handed in during a round, what came of it, and everything that was done."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import User
from personnel.models.rounds import RoundOfficer, RoundPost, SelectionRound

ADD_ONLY = pgtrigger.Protect(
    name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
)


class RoundWish(models.Model):
    """One choice of an officer, 1 the dearest; of a couple a pair of posts.

    A pair stands with the first of the couple: `post` is his, `other` the partner's,
    and one of them may be nowhere.
    """

    officer = models.ForeignKey(RoundOfficer, models.CASCADE, related_name="wishes")
    place = models.PositiveSmallIntegerField()
    post = models.ForeignKey(
        RoundPost, models.PROTECT, null=True, blank=True, related_name="wishes"
    )
    other = models.ForeignKey(
        RoundPost, models.PROTECT, null=True, blank=True, related_name="+"
    )
    joint = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("choice of a round")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                name="wish_place_once", fields=["officer", "place"]
            ),
            models.UniqueConstraint(
                name="wish_post_once",
                fields=["officer", "post"],
                condition=Q(joint=False),
            ),
            models.CheckConstraint(
                name="wish_names_a_post",
                condition=Q(joint=False, post__isnull=False, other=None)
                | Q(joint=True, post__isnull=False)
                | Q(joint=True, other__isnull=False),
            ),
            models.CheckConstraint(
                name="wish_place_counts_from_one", condition=Q(place__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.place}"


class RoundRank(models.Model):
    """Where a chief puts an officer who chose the post; who is left out cannot come."""

    post = models.ForeignKey(RoundPost, models.CASCADE, related_name="ranks")
    officer = models.ForeignKey(RoundOfficer, models.CASCADE, related_name="ranks")
    place = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("rank given in a round")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                name="rank_officer_once", fields=["post", "officer"]
            ),
            models.UniqueConstraint(name="rank_place_once", fields=["post", "place"]),
            models.CheckConstraint(
                name="rank_place_counts_from_one", condition=Q(place__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.place}"


class RoundEvent(models.Model):
    """Something that was done in a round. Rows are only ever added."""

    round = models.ForeignKey(SelectionRound, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    act = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("event of a round")
        ordering = ["id"]
        triggers = [ADD_ONLY]

    def __str__(self) -> str:
        return f"{self.round} {self.act}"


class RoundResult(models.Model):
    """The matching, with what it was made of. Written once.

    `market` is what was handed in, as `personnel.rounds.market` writes it, and
    `digest` its SHA-256. `pairs` were looked at, each officer or couple with each of
    their choices; `blocking` are those of them that would rather be together.
    """

    round = models.OneToOneField(SelectionRound, models.PROTECT, related_name="result")
    at = models.DateTimeField()
    market = models.JSONField()
    digest = models.CharField(max_length=64)
    verdict = models.CharField(max_length=12)
    officer_optimal = models.BooleanField(null=True)
    pairs = models.PositiveIntegerField()
    blocking = models.JSONField(default=list)
    missed = models.JSONField(default=list)
    open_posts = models.JSONField(default=list)

    class Meta:
        verbose_name = _("result of a round")
        triggers = [ADD_ONLY]
        constraints = [
            models.CheckConstraint(
                name="result_stable_has_no_blocking_pair",
                condition=Q(verdict="stable", blocking=[])
                | Q(~Q(blocking=[]), verdict__in=["none_exists", "none_found"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.verdict}"


class RoundMatch(models.Model):
    """What came of one officer's choices. `post` None: he stays where he is.

    `choice` is the number of the choice he got. `why` has, for every choice he would
    rather have had, why not; see `personnel.rounds.outcome`.
    """

    result = models.ForeignKey(RoundResult, models.PROTECT, related_name="matches")
    officer = models.OneToOneField(RoundOfficer, models.PROTECT, related_name="match")
    post = models.ForeignKey(
        RoundPost, models.PROTECT, null=True, blank=True, related_name="matches"
    )
    choice = models.PositiveSmallIntegerField(null=True, blank=True)
    why = models.JSONField(default=list)

    class Meta:
        verbose_name = _("match of a round")
        ordering = ["id"]
        triggers = [ADD_ONLY]
        constraints = [
            models.CheckConstraint(
                name="match_has_post_and_choice",
                condition=Q(post=None, choice=None)
                | Q(post__isnull=False, choice__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.post_id}"
