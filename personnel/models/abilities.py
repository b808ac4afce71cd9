"""What officers can do and have done: qualifications, skills, earlier service."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organization.models import User
from personnel.models.people import Officer, same


class AbilityQuerySet(models.QuerySet["Ability"]):
    def visible_to(self, user: User) -> AbilityQuerySet:
        """The catalogue speaks of nobody: whoever has a role in the force reads it."""
        return self.all() if user.scope.grants else self.none()


class Ability(models.Model):
    """A kind of qualification or skill, known everywhere by its code.

    Kinds of one `series` are grades of the same thing: who holds a higher `level` has
    the lower ones too. One that is no longer given is `retired`; it stays readable.
    """

    class Kind(models.TextChoices):
        QUALIFICATION = "qualification", _("Qualification")
        SKILL = "skill", _("Skill")

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(max_length=13, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    series = models.CharField(_("series"), max_length=20, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), default=1)
    retired = models.BooleanField(default=False)

    objects = AbilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("qualification or skill")
        ordering = ["kind", "series", "level", "code"]
        constraints = [
            models.CheckConstraint(
                name="ability_has_a_code", condition=Q(code__regex=r"^[a-z0-9-]{2,20}$")
            ),
            models.UniqueConstraint(
                name="ability_level_once",
                fields=["series", "level"],
                condition=~Q(series=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        if (get_language() or "").startswith("en") and self.name_en:
            return self.name_en
        return self.name


class AttainmentQuerySet(models.QuerySet["Attainment"]):
    def visible_to(self, user: User) -> AttainmentQuerySet:
        """Those of the officers one sees, and one's own."""
        return self.filter(officer__in=Officer.objects.visible_to(user).values("pk"))

    def valid_on(self, day: dt.date) -> AttainmentQuerySet:
        return self.filter(during__contains=day)

    def expiring(self, first: dt.date, end: dt.date) -> AttainmentQuerySet:
        """Those whose last day lies in [first, end), and that nothing follows."""
        later = Attainment.objects.filter(
            officer=models.OuterRef("officer"),
            ability=models.OuterRef("ability"),
            during__startswith__gte=models.OuterRef("during__endswith"),
        )
        ends = {
            "during__endswith__gt": first,
            "during__endswith__lte": end,
        }
        return self.filter(~models.Exists(later), **ends)


class Attainment(models.Model):
    """An officer holds a qualification or has a skill, for a half-open period of days.

    The period's end is the first day on which it no longer counts; open for a skill.
    `told_end` is the end people have been told of beforehand.
    """

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="attainments")
    ability = models.ForeignKey(Ability, models.PROTECT, related_name="attainments")
    during = DateRangeField()
    number = models.CharField(_("number of the certificate"), max_length=40, blank=True)
    told_end = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AttainmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("qualification or skill of an officer")
        constraints = [
            models.CheckConstraint(
                name="attainment_lasts", condition=Q(during__isempty=False)
            ),
            ExclusionConstraint(
                name="attainment_no_overlap",
                expressions=[
                    (same("officer_id"), RangeOperators.OVERLAPS),
                    (same("ability_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.ability}"

    def valid_on(self, day: dt.date) -> bool:
        end = self.during.upper
        return bool(self.during.lower <= day and (end is None or day < end))

    @property
    def last(self) -> dt.date | None:
        """The last day on which it counts; None while it is open."""
        end: dt.date | None = self.during.upper
        return end - dt.timedelta(days=1) if end else None


class ServiceRecordQuerySet(models.QuerySet["ServiceRecord"]):
    def visible_to(self, user: User) -> ServiceRecordQuerySet:
        """Those of the officers one sees, and one's own."""
        return self.filter(officer__in=Officer.objects.visible_to(user).values("pk"))


class ServiceRecord(models.Model):
    """Service before the postings kept here, or outside the bureau: where, as what.

    The unit is text, for it need not exist any more.
    """

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="service")
    unit = models.CharField(_("unit"), max_length=80)
    post = models.CharField(_("post"), max_length=40, blank=True)
    during = DateRangeField()
    version = models.PositiveIntegerField(default=1)

    objects = ServiceRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("earlier service")
        constraints = [
            models.CheckConstraint(
                name="service_is_over",
                condition=Q(during__isempty=False, during__endswith__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.unit}"

    @property
    def last(self) -> dt.date:
        end: dt.date = self.during.upper
        return end - dt.timedelta(days=1)
