"""What is typed about fees, fines and split rules."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budget.forms.fields import AmountField
from budget.models import FeeIncome
from budget.services.fees import Decision, Month
from desk.fields import DayField, one_line, whole, words
from desk.reasons import ReasonForm


class FeesForm(ReasonForm):
    year = whole(_("Year"))
    month = whole(_("Month"))
    kind = forms.ChoiceField(
        label=pgettext_lazy("fees", "Kind"), choices=FeeIncome.Kind.choices
    )
    collected = AmountField(_("Collected"))
    paid_in = AmountField(_("Paid in to the treasury"))
    document = one_line(_("Document"), 200)

    @property
    def terms(self) -> Month:
        got = self.cleaned_data
        return Month(**{name: got[name] for name in Month.__dataclass_fields__})


class RuleForm(ReasonForm):
    text = words(_("The rule in words"), rows=3)
    decided_by = one_line(_("Who decided it"), 80)
    decided_on = DayField(label=_("Decided on"))
    document = one_line(_("Document"), 200)

    @property
    def terms(self) -> Decision:
        got = self.cleaned_data
        return Decision(**{name: got[name] for name in Decision.__dataclass_fields__})


class ViewForm(ReasonForm):
    text = words(_("The station's view"))
