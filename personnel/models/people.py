"""Officers, where they are posted and when they are away: what capacity rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.models import Bureau, Department, Station, User
from organization.models.spelling import Initials, Pieces
from organization.permissions import POLICY
from personnel.models.posts import Category, Post
from personnel.naming import plain_name, plain_number


def same(column: str) -> Func:
    """The column as a one-element range: exclusion without btree_gist."""
    return Func(column, column, Value("[]"), function="int8range")


class OfficerQuerySet(models.QuerySet["Officer"]):
    def visible_to(self, user: User) -> OfficerQuerySet:
        """Oneself, and whoever has a posting, at any time, that the user may see.

        Asked officer by officer: beside an OR the list of two million posted ones
        would be gone through anew for each.
        """
        postings = Posting.objects.visible_to(user).filter(officer=OuterRef("pk"))
        return self.filter(Exists(postings) | Q(user=user))

    def matching(self, text: str) -> OfficerQuerySet:
        """By name, police number, pinyin («wangjian») or initials («wjj»)."""
        text = plain_name(text)
        if not text:
            return self
        number = plain_number(text)
        found = Q(name__icontains=text) | Q(police_number__startswith=number)
        letters = text.lower().replace(" ", "")
        if letters.isascii() and letters.isalpha():
            plain = Func(
                F("pinyin"),
                Value("[0-9 ]"),
                Value(""),
                Value("g"),
                function="regexp_replace",
                output_field=models.CharField(),
            )
            initials = "(^| )" + " ".join(rf"{letter}\S*" for letter in letters)
            found |= Q(plain__contains=letters) | Q(pinyin__regex=initials)
            return self.alias(plain=plain).filter(found)
        return self.filter(found)

    def posted_under(self, bureau: Bureau) -> OfficerQuerySet:
        """Posted at any time to a unit of the bureau or below it."""
        below = Q(station__bureau__path__startswith=bureau.path)
        below |= Q(department__bureau__path__startswith=bureau.path)
        return self.filter(pk__in=Posting.objects.filter(below).values("officer"))

    def in_unit(self, code: str, day: dt.date) -> OfficerQuerySet:
        """Posted on a day to the station or department of that code."""
        there = Posting.objects.filter(during__contains=day)
        there = there.filter(Q(station__code=code) | Q(department__code=code))
        return self.filter(pk__in=there.values("officer"))


class Officer(models.Model):
    """A member of the force; auxiliaries are a category of their own."""

    Category = Category

    police_number = models.CharField(_("police number"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=60)
    pinyin = models.CharField(max_length=120, editable=False)
    category = models.CharField(
        max_length=10, choices=Category.choices, default=Category.POLICE
    )
    rank = models.CharField(_("rank"), max_length=20, blank=True)
    # Work before the police counts too: annual leave grows with it.
    working_since = models.DateField(_("working since"), null=True, blank=True)
    user = models.OneToOneField(User, models.SET_NULL, null=True, blank=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("officer")
        indexes = [
            GinIndex(
                Pieces("name", "police_number", Initials("pinyin")),
                name="officer_pieces",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PostingQuerySet(models.QuerySet["Posting"]):
    def visible_to(self, user: User) -> PostingQuerySet:
        """One's own, a chief's own station, and the units below for the others."""
        scope = user.scope
        chiefs, others = POLICY["personnel.view_own"], POLICY["personnel.view"]
        condition = Q(officer__user=user)
        condition |= Q(station__in=scope.stations_as(*chiefs.roles))
        for path in scope.bureaus_as(*others.roles):
            condition |= Q(station__bureau__path__startswith=path)
            condition |= Q(department__bureau__path__startswith=path)
        return self.filter(condition)


class Posting(models.Model):
    """Where an officer works, for a half-open period of days; nobody is in two places.

    A loan closes the posting at the station that lends and opens one elsewhere. `post`
    is what the posting is called; `established` the post of the unit that it fills.
    """

    class Kind(models.TextChoices):
        PERMANENT = "permanent", _("Permanent")
        SECONDMENT = "secondment", _("Secondment")
        ACTING = "acting", _("Acting")
        LOAN = "loan", _("On loan to HQ")

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="postings")
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="postings"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="postings"
    )
    post = models.CharField(_("post"), max_length=40, blank=True)
    established = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="postings"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PERMANENT)
    during = DateRangeField()
    version = models.PositiveIntegerField(default=1)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        constraints = [
            models.CheckConstraint(
                name="posting_in_exactly_one_unit",
                condition=Q(station=None, department__isnull=False)
                | Q(station__isnull=False, department=None),
            ),
            models.CheckConstraint(
                name="posting_lasts", condition=Q(during__isempty=False)
            ),
            ExclusionConstraint(
                name="posting_no_overlap",
                expressions=[
                    (same("officer_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.station or self.department}"

    @property
    def unit(self) -> Station | Department:
        """The one unit it is in."""
        found = self.station or self.department
        if found is None:
            raise ValueError("A posting is always in one unit")
        return found


def latest_below(paths: Iterable[str]) -> PostingQuerySet:
    """The postings to come, and of those begun each officer's last one, as far as they
    lie below one of the bureaus."""
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(station__bureau__path__startswith=path)
        below |= Q(department__bureau__path__startswith=path)
    since = Posting.objects.filter(
        officer=OuterRef("officer"),
        during__startswith__gt=OuterRef("during__startswith"),
        during__startswith__lte=timezone.localdate(),
    )
    return Posting.objects.filter(below).exclude(Exists(since))


class LeaveQuerySet(models.QuerySet["Leave"]):
    def visible_to(self, user: User) -> LeaveQuerySet:
        """One's own, and leave that falls into a posting the user may see."""
        postings = Posting.objects.visible_to(user).filter(
            officer=OuterRef("officer"), during__overlap=OuterRef("during")
        )
        return self.filter(Exists(postings) | Q(officer__user=user))


class Leave(models.Model):
    """Days on which an officer is away. Half-open."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", _("Annual leave")
        SICK = "sick", _("Sick leave")
        FAMILY = "family", _("Family leave")
        TRAINING = "training", _("Away for training")
        COMPENSATORY = "compensatory", _("Compensatory rest")

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="leaves")
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.ANNUAL)
    during = DateRangeField()
    version = models.PositiveIntegerField(default=1)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("leave")
        constraints = [
            models.CheckConstraint(
                name="leave_lasts", condition=Q(during__isempty=False)
            ),
            ExclusionConstraint(
                name="leave_no_overlap",
                expressions=[
                    (same("officer_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.get_kind_display()}"


class DutyRegime(models.Model):
    """How a station works in a period: hours per working day, roster, standing work.

    `hours` lists minutes of the day pairwise: [510, 720, 840, 1050] is 08:30-12:00
    and 14:00-17:30. `roster_share` is the share of the posted officers who are at
    work in those hours after duty, stand-by and rest by roster. An hour of an
    auxiliary at work takes `auxiliary_share` hours of standing work off the officers.
    """

    station = models.ForeignKey(Station, models.CASCADE, related_name="regimes")
    during = DateRangeField()
    hours = ArrayField(models.PositiveSmallIntegerField(), size=12)
    roster_share = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=1,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    standing_share = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    standing_hours = models.DecimalField(
        _("planned standing hours per week"), max_digits=7, decimal_places=2, default=0
    )
    auxiliary_share = models.DecimalField(
        _("standing work that an auxiliary takes over"),
        max_digits=4,
        decimal_places=3,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )

    class Meta:
        verbose_name = _("duty regime")
        constraints = [
            models.CheckConstraint(
                name="regime_lasts", condition=Q(during__isempty=False)
            ),
            ExclusionConstraint(
                name="regime_no_overlap",
                expressions=[
                    (same("station_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="regime_shares_are_shares",
                condition=Q(roster_share__range=(0, 1), standing_share__range=(0, 1)),
            ),
            models.CheckConstraint(
                name="regime_auxiliary_share_is_one",
                condition=Q(auxiliary_share__range=(0, 1)),
            ),
            models.CheckConstraint(
                name="regime_hours_in_pairs",
                condition=Q(hours__len__in=(0, 2, 4, 6, 8, 10, 12)) | Q(hours=[]),
            ),
            models.CheckConstraint(
                name="regime_standing_not_negative",
                condition=Q(standing_hours__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.during}"
