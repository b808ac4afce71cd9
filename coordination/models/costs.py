"""What a task costs stations: as its department says, as they spent, as was paid.

Reserved strength has none of it: a cost would say whose it is.
"""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budget.models import Disbursement, Expense
from budget.models.fields import yuan
from organization.models import User
from tasking.models import Assignment, Directive

ADD_ONLY = pgtrigger.Protect(
    name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
)


class DirectiveCost(models.Model):
    """What the department says the task costs each station, and who pays. A change is
    one more row, the last counts; nought: it costs nothing after all."""

    class Origin(models.TextChoices):
        WITH_IT = "with_it", _("Money comes with it")
        RUNNING = "running", _("From running costs")
        OPEN = "open", _("Not settled")

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="costs")
    each = yuan(_("yuan per station"))
    origin = models.CharField(
        _("who pays"), max_length=7, choices=Origin.choices, default=Origin.OPEN
    )
    fund = models.CharField(_("fund or document"), max_length=120, blank=True)
    said_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cost of a task")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="cost_not_negative", condition=Q(each__gte=0)),
            models.CheckConstraint(
                name="cost_with_money_names_it",
                condition=~Q(origin="with_it") | ~Q(fund=""),
            ),
        ]
        indexes = [models.Index(fields=["directive", "-id"], name="cost_last_said")]
        triggers = [ADD_ONLY]

    def __str__(self) -> str:
        return f"{self.directive_id} {self.each}"


class ExpenseCause(models.Model):
    """That a station's expense was caused by a task it was given."""

    expense = models.OneToOneField(
        Expense, models.PROTECT, primary_key=True, related_name="cause"
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="caused_expenses"
    )

    class Meta:
        verbose_name = _("task that caused an expense")
        triggers = [ADD_ONLY]

    def __str__(self) -> str:
        return f"{self.expense_id} {self.assignment_id}"


class CostPaymentQuerySet(models.QuerySet["CostPayment"]):
    def standing(self) -> CostPaymentQuerySet:
        return self.filter(ended_at=None)


class CostPayment(models.Model):
    """That a payment to a station is for a task; one task at a time."""

    disbursement = models.ForeignKey(
        Disbursement, models.PROTECT, related_name="paid_tasks"
    )
    directive = models.ForeignKey(Directive, models.PROTECT, related_name="payments")
    said_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CostPaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment for a task")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="cost_payment_once",
                fields=["disbursement"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="cost_payment_ended_has_a_name",
                condition=Q(ended_by=None, ended_at=None)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.disbursement_id} {self.directive_id}"
