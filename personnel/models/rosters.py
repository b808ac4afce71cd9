"""Who works in which shift pattern, and when a bureau is on alert."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import Bureau, Station, User
from organization.permissions import POLICY
from personnel.models.people import Officer, same
from personnel.models.spans import Bounded


class RosterLineQuerySet(models.QuerySet["RosterLine"]):
    def visible_to(self, user: User) -> RosterLineQuerySet:
        """The own station's, and those of the stations whose people one sees."""
        scope = user.scope
        own = scope.stations_as(*POLICY["roster.view"].roles)
        condition = Q(station__in=own)
        for path in scope.bureaus_as(*POLICY["personnel.view"].roles):
            condition |= Q(station__bureau__path__startswith=path)
        return self.filter(condition)


class RosterLine(models.Model):
    """An officer works by a pattern for a half-open period of days; see `shifts`.

    `offset` is his place in the pattern's cycle on the first day.
    """

    class Pattern(models.TextChoices):
        DAY = "day", _("Day duty")
        FOUR_DAYS = "four_days", _("24 h and 3 × 8 h in four days")
        THIRDS = "thirds", _("Thirds: duty, stand-by, rest")

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="roster_lines")
    station = models.ForeignKey(Station, models.PROTECT, related_name="roster_lines")
    pattern = models.CharField(max_length=9, choices=Pattern.choices)
    offset = models.PositiveSmallIntegerField(default=0)
    during = DateRangeField()
    version = models.PositiveIntegerField(default=1)

    objects = RosterLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("roster line")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="roster_lasts", condition=Q(during__isempty=False)
            ),
            models.CheckConstraint(
                name="roster_offset_in_cycle", condition=Q(offset__lt=31)
            ),
            ExclusionConstraint(
                name="roster_no_overlap",
                expressions=[
                    (same("officer_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.get_pattern_display()}"


class AlertLevelQuerySet(models.QuerySet["AlertLevel"]):
    def visible_to(self, user: User) -> AlertLevelQuerySet:
        """Those that hold where one works: of the own bureaus and of those above."""
        condition = Q(pk=None)
        for path in user.scope.paths:
            ids = [int(part) for part in path.split("/") if part]
            condition |= Q(bureau__in=ids)
        for path in user.scope.bureaus_as(*POLICY["alert.announce"].roles):
            condition |= Q(bureau__path__startswith=path)
        return self.filter(condition)

    def over(self, bureau: Bureau) -> AlertLevelQuerySet:
        """Those that hold in a bureau: its own and those of the bureaus above."""
        return self.filter(bureau__in=[int(p) for p in bureau.path.split("/") if p])


class AlertLevel(Bounded, models.Model):
    """A bureau and all below it are on alert (勤务等级) for a period of days.

    What the levels ask for is local; here: at level two half of the officers are at
    post, at level one all of them, and nobody goes on leave. Whoever stands by for the
    level is not free for orders: `bound_share` of those at work.
    """

    class Level(models.IntegerChoices):
        ONE = 1, _("Level one: all at post, no leave")
        TWO = 2, _("Level two: half at post")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="alert_levels")
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    bound_share = models.DecimalField(
        _("held ready"), max_digits=4, decimal_places=3, default=0
    )
    during = DateRangeField()
    reason = models.TextField(_("reason"))
    announced_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    announced_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = AlertLevelQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert level")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="alert_has_days",
                condition=Q(
                    during__isempty=False,
                    during__startswith__isnull=False,
                    during__endswith__isnull=False,
                ),
            ),
            models.CheckConstraint(name="alert_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="alert_binds_a_share", condition=Q(bound_share__range=(0, 1))
            ),
            ExclusionConstraint(
                name="alert_one_at_a_time",
                expressions=[
                    (same("bureau_id"), RangeOperators.OVERLAPS),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bureau} {self.get_level_display()}"

    @property
    def bound_mille(self) -> int:
        """Held ready, in thousandths."""
        return int(self.bound_share * 1000)
