"""What a station types about its spending."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budget.forms.fields import AmountField
from budget.models import Category, Expense
from budget.services.spending import LONGEST_DOCUMENT, LONGEST_PURPOSE, Spending
from desk.evidence import evidence
from desk.fields import DayField, one_line
from desk.reasons import ReasonForm


class ExpenseForm(ReasonForm):
    """One row of spending; the year is the page's."""

    amount = AmountField(_("Amount"))
    kind = forms.ChoiceField(
        label=pgettext_lazy("spending", "Kind"), choices=Expense.Kind.choices
    )
    category = forms.ChoiceField(label=_("What for"), choices=Category.choices)
    spent_on = DayField(label=_("Spent on"))
    purpose = one_line(_("Spent for"), LONGEST_PURPOSE)
    document = one_line(_("Document number"), LONGEST_DOCUMENT)
    paid = forms.ChoiceField(
        label=_("Paid"), choices=Expense.Paid.choices, widget=forms.RadioSelect
    )
    part = forms.BooleanField(
        label=_("Another part of a document entered already"), required=False
    )
    evidence = evidence()

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    @property
    def asks_part(self) -> bool:
        """Only whoever entered a document twice is asked."""
        return bool(self["part"].value()) or "document" in self.errors

    @property
    def spending(self) -> Spending:
        got = self.cleaned_data
        names = ("amount", "kind", "category", "spent_on", "purpose", "document")
        same = {name: got[name] for name in (*names, "paid", "part")}
        return Spending(year=self.year, **same)
