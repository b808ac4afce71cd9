"""What a station spent: rows are only added, each may be taken back once by another.

What was paid out of a pocket is waited for until a reimbursement is said to repay it.
Nothing bounds spending by what was confirmed: that it lies above is what is to be seen.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budget.models.disbursements import Disbursement
from budget.models.fields import ADD_ONLY, reach, yuan
from budget.models.lines import Category
from desk.models import Attachment
from organization.models import Station, User


class ExpenseQuerySet(models.QuerySet["Expense"]):
    def visible_to(self, user: User) -> ExpenseQuerySet:
        return self.filter(reach(user))

    def standing(self) -> ExpenseQuerySet:
        """Neither taken back nor what takes another back."""
        return self.filter(takes_back=None, counter=None)

    def waiting(self) -> ExpenseQuerySet:
        """Advanced, standing, and not repaid by any payment."""
        paid_back = Repayment.objects.standing().values("expense")
        return self.standing().filter(paid="advance").exclude(pk__in=paid_back)


class Expense(models.Model):
    """One row of spending. A counter-row repeats the row it takes back and says why."""

    class Kind(models.TextChoices):
        OFFICE = "office", _("Office supplies")
        UTILITIES = "utilities", _("Water and electricity")
        VEHICLES = "vehicles", _("Fuel and repair of vehicles")
        TRAVEL = "travel", _("Travel")
        CASES = "cases", _("Handling cases")
        EQUIPMENT = "equipment", pgettext_lazy("spending", "Equipment")
        REPAIRS = "repairs", _("Repair of the premises")
        SERVICES = "services", _("Hired services")
        PUBLICITY = "publicity", pgettext_lazy("spending", "Publicity")
        OTHER = "other", pgettext_lazy("spending", "Other")

    class Paid(models.TextChoices):
        FUNDS = "funds", _("Out of what came")
        ADVANCE = "advance", _("Advanced, to be reimbursed")

    station = models.ForeignKey(Station, models.PROTECT, related_name="expenses")
    year = models.PositiveSmallIntegerField(_("year"))
    category = models.CharField(
        _("what for"), max_length=9, choices=Category.choices, default=Category.RUNNING
    )
    kind = models.CharField(
        pgettext_lazy("spending", "kind"), max_length=9, choices=Kind.choices
    )
    amount = yuan(_("amount"))
    spent_on = models.DateField(_("spent on"))
    purpose = models.CharField(_("spent for"), max_length=80)
    document = models.CharField(_("document number"), max_length=40)
    paid = models.CharField(
        _("paid"), max_length=7, choices=Paid.choices, default=Paid.FUNDS
    )
    files = models.ManyToManyField(Attachment, related_name="+")
    takes_back = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="counter"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = ExpenseQuerySet.as_manager()

    class Meta:
        verbose_name = _("expense")
        ordering = ["-spent_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="expense_of_something", condition=Q(amount__gt=0)
            ),
            models.CheckConstraint(
                name="expense_of_its_year", condition=Q(year=ExtractYear("spent_on"))
            ),
            models.CheckConstraint(
                name="expense_has_a_document",
                condition=~Q(document="") & ~Q(purpose=""),
            ),
            models.CheckConstraint(
                name="expense_counter_says_why",
                condition=Q(takes_back=None, reason="")
                | Q(~Q(reason=""), takes_back__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["station", "year"], name="expense_of_a_year"),
            models.Index(fields=["station", "document"], name="expense_document"),
        ]
        triggers = [ADD_ONLY]

    def __str__(self) -> str:
        return f"{self.purpose} {self.amount}"

    @property
    def is_standing(self) -> bool:
        """As the query `standing`."""
        return self.takes_back_id is None and not hasattr(self, "counter")


class RepaymentQuerySet(models.QuerySet["Repayment"]):
    def visible_to(self, user: User) -> RepaymentQuerySet:
        return self.filter(reach(user, "expense__station"))

    def standing(self) -> RepaymentQuerySet:
        return self.filter(undone_at=None)


class Repayment(models.Model):
    """That a reimbursement the station has confirmed repays an expense, whole. Only the
    station says it, and takes it back."""

    expense = models.ForeignKey(Expense, models.PROTECT, related_name="repayments")
    disbursement = models.ForeignKey(
        Disbursement, models.PROTECT, related_name="repayments"
    )
    said_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = RepaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("repayment of an expense")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="repayment_once",
                fields=["expense"],
                condition=Q(undone_at=None),
            ),
            models.CheckConstraint(
                name="repayment_undone_has_a_name",
                condition=Q(undone_by=None, undone_at=None)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expense_id} {self.disbursement_id}"
