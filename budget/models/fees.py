"""Fees and fines: collected by a station, paid in to the treasury.

Since 2006 they have nothing to do with what a station gets. Both are recorded so that
they can be read side by side; nothing is reckoned from one to the other.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budget.models.fields import ADD_ONLY, known_bureaus, reach, yuan
from organization.models import Bureau, Station, User


class FeeIncomeQuerySet(models.QuerySet["FeeIncome"]):
    def visible_to(self, user: User) -> FeeIncomeQuerySet:
        return self.filter(reach(user))

    def counting(self) -> FeeIncomeQuerySet:
        """Of each station, kind and month the row entered last."""
        last = self.order_by("station", "year", "month", "kind", "-pk")
        return self.model.objects.filter(
            pk__in=last.distinct("station", "year", "month", "kind").values("pk")
        )


class FeeIncome(models.Model):
    """What was collected and what was paid in during one month. What is paid in may be
    of an earlier month. A correction is one more row."""

    class Kind(models.TextChoices):
        FINE = "fine", _("Fines")
        CONFISCATED = "confiscated", _("Confiscated money")
        FEE = "fee", _("Administrative fees")

    station = models.ForeignKey(Station, models.PROTECT, related_name="fees")
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"))
    kind = models.CharField(
        pgettext_lazy("fees", "kind"),
        max_length=11,
        choices=Kind.choices,
        default=Kind.FINE,
    )
    collected = yuan(_("collected"))
    paid_in = yuan(_("paid in to the treasury"))
    document = models.CharField(_("document"), max_length=200)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = FeeIncomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("fees and fines")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="fees_not_negative",
                condition=Q(collected__gte=0, paid_in__gte=0),
            ),
            models.CheckConstraint(
                name="fees_of_a_month",
                condition=Q(year__range=(2000, 2100), month__range=(1, 12)),
            ),
            models.CheckConstraint(
                name="fees_have_a_document", condition=~Q(document="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["station", "year", "month", "kind", "-id"], name="fees_by_month"
            )
        ]
        triggers = [ADD_ONLY]

    def __str__(self) -> str:
        return f"{self.station} {self.year}-{self.month:02} {self.get_kind_display()}"


class SplitRuleQuerySet(models.QuerySet["SplitRule"]):
    def visible_to(self, user: User) -> SplitRuleQuerySet:
        return self.filter(known_bureaus(user))


class SplitRule(models.Model):
    """That a bureau ties funding to what is paid in, as it was decided: in words, so
    that nothing can be reckoned with it."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="split_rules")
    text = models.TextField(_("the rule in words"))
    decided_by = models.CharField(_("who decided it"), max_length=80)
    decided_on = models.DateField(_("decided on"))
    document = models.CharField(_("document"), max_length=200, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = SplitRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("split rule")
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="split_rule_is_said", condition=~Q(text="") & ~Q(decided_by="")
            )
        ]
        triggers = [ADD_ONLY]

    def __str__(self) -> str:
        return self.text[:40]


class RuleViewQuerySet(models.QuerySet["RuleView"]):
    def visible_to(self, user: User) -> RuleViewQuerySet:
        return self.filter(reach(user))


class RuleView(models.Model):
    """What a station thinks of a split rule; a later word stands beside the earlier."""

    rule = models.ForeignKey(SplitRule, models.PROTECT, related_name="views")
    station = models.ForeignKey(Station, models.PROTECT, related_name="+")
    text = models.TextField(_("the station's view"))
    said_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    objects = RuleViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("station's view of a split rule")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="rule_view_is_said", condition=~Q(text=""))
        ]
        triggers = [ADD_ONLY]

    def __str__(self) -> str:
        return self.text[:40]
