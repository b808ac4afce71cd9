"""What finance types: norms, allocations, payments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budget.forms.fields import AmountField
from budget.models import Category, Disbursement, Norm, Source
from budget.services.allocating import Purpose
from budget.services.disbursing import Payment
from budget.services.norms import NormTerms
from desk.fields import DayField, one_line, whole
from desk.reasons import ReasonForm
from personnel.models.posts import Category as Staff


class NormForm(ReasonForm):
    staff = forms.ChoiceField(
        label=pgettext_lazy("a norm", "For whom"), choices=Staff.choices
    )
    amount = AmountField(_("Yuan per head and year"))
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    counting = forms.ChoiceField(
        label=_("Heads counted"), choices=Norm.Counting.choices
    )
    basis = one_line(_("Basis"), 120)

    @property
    def terms(self) -> NormTerms:
        """`last` is the last day of it, `end` the first without."""
        got = dict(self.cleaned_data)
        for name in ("version", "reason"):
            got.pop(name, None)
        return NormTerms(end=_after(got.pop("last")), **got)

    def refuse(self, error: Any) -> str:
        if "end" in getattr(error, "error_dict", {}):
            error.error_dict["last"] = error.error_dict.pop("end")
        return super().refuse(error)


class AllocationForm(ReasonForm):
    year = whole(_("Year"))
    category = forms.ChoiceField(label=_("What for"), choices=Category.choices)
    source = forms.ChoiceField(
        label=pgettext_lazy("money", "From where"), choices=Source.choices
    )
    amount = AmountField(_("Amount"))
    document = one_line(_("Document"), 200)

    @property
    def values(self) -> dict[str, Any]:
        got = self.cleaned_data
        return {
            "purpose": Purpose(got["year"], got["category"], got["source"]),
            "amount": got["amount"],
            "document": got["document"],
        }


class PaymentForm(ReasonForm):
    amount = AmountField(_("Amount"))
    mode = forms.ChoiceField(label=_("How"), choices=Disbursement.Mode.choices)
    purpose = one_line(_("Purpose"), 80)

    @property
    def payment(self) -> Payment:
        got = self.cleaned_data
        return Payment(got["amount"], got["mode"], got["purpose"])


def _after(last: dt.date | None) -> dt.date | None:
    return None if last is None else last + dt.timedelta(days=1)
