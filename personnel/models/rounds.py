"""Rounds of two-way selection: open posts, who may choose, and what binds them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from desk.models import Job
from organization.models import Bureau, Department, Station, User
from organization.permissions import POLICY
from personnel.models.orders import PostingOrder
from personnel.models.people import Officer
from personnel.models.posts import Post


def ranked_by(user: User, path: str = "") -> Q:
    """Posts of the units for which the user ranks; `path` leads to the post."""
    roles = POLICY["round.rank"].roles
    stations = user.scope.stations_as(*roles)
    departments = user.scope.departments_as(*roles)
    return Q(**{f"{path}post__station__in": stations}) | Q(
        **{f"{path}post__department__in": departments}
    )


class SelectionRoundQuerySet(models.QuerySet["SelectionRound"]):
    def visible_to(self, user: User) -> SelectionRoundQuerySet:
        """Who prepares it; once it is opened also the officers who may choose, who
        ranks for one of its posts, and who sees the people of the bureau."""
        concerned = Q(officers__officer__user=user) | ranked_by(user, "posts__")
        for path in user.scope.bureaus_as(*POLICY["personnel.view"].roles):
            concerned |= Q(bureau__path__startswith=path)
        condition = self._prepared(user) | (Q(opened_at__isnull=False) & concerned)
        return self.filter(pk__in=self.model.objects.filter(condition).values("pk"))

    def full_for(self, user: User) -> SelectionRoundQuerySet:
        """Those of which the user reads every list, and the result from the start."""
        return self.filter(self._prepared(user))

    def with_sizes(self) -> SelectionRoundQuerySet:
        """`people` and `places`, counted of what is shown alone and not in a join of
        the ones with the others."""

        def of(rows: models.QuerySet[Any]) -> Coalesce:
            each = rows.filter(round=OuterRef("pk")).order_by().values("round")
            return Coalesce(Subquery(each.annotate(n=Count("pk")).values("n")), 0)

        return self.annotate(
            people=of(RoundOfficer.objects.all()), places=of(RoundPost.objects.all())
        )

    def counted(self, states: Iterable[str]) -> tuple[int, int]:
        """How many there are, and how many are in one of the states; one query."""
        some = Count("pk", filter=Q(state__in=states))
        found = self.order_by().aggregate(every=Count("pk"), some=some)
        return found["every"], found["some"]

    def _prepared(self, user: User) -> Q:
        condition = Q(pk__in=[])
        for path in user.scope.bureaus_as(*POLICY["round.prepare"].roles):
            condition |= Q(bureau__path__startswith=path)
        return condition


class SelectionRound(models.Model):
    """Officers choose among open posts, then chiefs rank who chose theirs.

    `wishes_until` and `ranks_until` are the first moments at which it is too late.
    What was handed in when a phase ended is what is matched. The result proposes: who
    goes where the leadership decides, by the posting orders made of it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        WISHING = "wishing", _("Officers choose")
        RANKING = "ranking", _("Chiefs rank")
        MATCHING = "matching", _("Being matched")
        MATCHED = "matched", _("Matched, not published")
        PUBLISHED = "published", _("Published")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="rounds")
    title = models.CharField(_("title"), max_length=80)
    basis = models.TextField(_("why"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    most = models.PositiveSmallIntegerField(_("choices per officer"), default=5)
    wishes_until = models.DateTimeField()
    ranks_until = models.DateTimeField()
    reminded = models.CharField(max_length=10, blank=True)  # the phase it was for
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    job = models.ForeignKey(
        Job, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    orders = models.ManyToManyField(PostingOrder, related_name="rounds")
    version = models.PositiveIntegerField(default=1)

    objects = SelectionRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of two-way selection")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="round_ranks_after_wishes",
                condition=Q(ranks_until__gt=F("wishes_until")),
            ),
            models.CheckConstraint(
                name="round_choices_are_few", condition=Q(most__range=(1, 20))
            ),
            models.CheckConstraint(
                name="round_opened_has_time",
                condition=Q(state="draft", opened_at=None)
                | Q(state="cancelled")
                | Q(~Q(state__in=["draft", "cancelled"]), opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="round_published_has_time",
                condition=Q(
                    state__in=["published", "closed"], published_at__isnull=False
                )
                | Q(~Q(state__in=["published", "closed"]), published_at=None),
            ),
            models.CheckConstraint(
                name="round_ended_has_time",
                condition=Q(state="closed", ended_at__isnull=False)
                | Q(~Q(end_reason=""), state="cancelled", ended_at__isnull=False)
                | Q(~Q(state__in=["closed", "cancelled"]), ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in ("closed", "cancelled")


class RoundPostQuerySet(models.QuerySet["RoundPost"]):
    def of(self, user: User) -> RoundPostQuerySet:
        """Those the user ranks for."""
        return self.filter(ranked_by(user))

    def with_units(self) -> RoundPostQuerySet:
        return self.select_related("post__station__bureau", "post__department__bureau")


class RoundPost(models.Model):
    """A post of the establishment with the places that are open in a round.

    A post that is closed while the round runs has no places any more.
    """

    round = models.ForeignKey(SelectionRound, models.CASCADE, related_name="posts")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    places = models.PositiveSmallIntegerField(
        _("places"), validators=[MinValueValidator(1)]
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=200, blank=True)
    ranked_at = models.DateTimeField(null=True, blank=True)
    ranked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = RoundPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post of a round")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="round_post_once", fields=["round", "post"]),
            models.CheckConstraint(
                name="round_post_has_places", condition=Q(places__range=(1, 999))
            ),
            models.CheckConstraint(
                name="round_post_closed_has_reason",
                condition=Q(closed_at=None, closed_reason="")
                | Q(~Q(closed_reason=""), closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="round_post_ranked_has_a_name",
                condition=Q(ranked_at=None, ranked_by=None)
                | Q(ranked_at__isnull=False, ranked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def unit(self) -> Station | Department:
        return self.post.unit

    @property
    def label(self) -> str:
        """柳堰派出所 社区民警; of rows read `with_units`."""
        return f"{self.unit.label} {self.post.kind}"


class RoundOfficer(models.Model):
    """An officer who may choose, and when he last handed in his choices."""

    round = models.ForeignKey(SelectionRound, models.CASCADE, related_name="officers")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    by_rule = models.BooleanField(default=False)
    wished_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("officer of a round")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="round_officer_once", fields=["round", "officer"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.officer}"


class RoundCouple(models.Model):
    """Two officers who asked to choose together. Their pairs stand with `one`."""

    one = models.OneToOneField(
        RoundOfficer, models.CASCADE, related_name="couple_as_one"
    )
    other = models.OneToOneField(
        RoundOfficer, models.CASCADE, related_name="couple_as_other"
    )

    class Meta:
        verbose_name = _("couple of a round")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="couple_is_two", condition=~Q(one=F("other")))
        ]

    def __str__(self) -> str:
        return f"{self.one.officer} {self.other.officer}"


class RoundBar(models.Model):
    """An officer who must not come to a post, whoever wants it.

    The reason is for those who prepare the round; chiefs do not read it.
    """

    officer = models.ForeignKey(RoundOfficer, models.CASCADE, related_name="bars")
    post = models.ForeignKey(RoundPost, models.CASCADE, related_name="bars")
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("bar of a round")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="round_bar_once", fields=["officer", "post"]),
            models.CheckConstraint(
                name="round_bar_has_a_reason", condition=~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.post_id}"


class RoundGroup(models.Model):
    """Posts that together take at most `most` officers; fewer than `least` is told."""

    round = models.ForeignKey(SelectionRound, models.CASCADE, related_name="groups")
    title = models.CharField(_("name"), max_length=40)
    posts = models.ManyToManyField(RoundPost, related_name="groups")
    most = models.PositiveSmallIntegerField(_("at most"), null=True, blank=True)
    least = models.PositiveSmallIntegerField(_("at least"), default=0)

    class Meta:
        verbose_name = _("group of posts of a round")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="round_group_name_once", fields=["round", "title"]
            ),
            models.CheckConstraint(
                name="round_group_bounds_something",
                condition=Q(most=None, least__gt=0) | Q(most__gte=F("least")),
            ),
        ]

    def __str__(self) -> str:
        return self.title
