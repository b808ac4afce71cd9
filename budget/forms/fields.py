"""Amounts as people type them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budget.amounts import written


class AmountField(forms.DecimalField):
    """Yuan, typed. The service says whether it may be missing, and how many decimals
    there may be. «12,800.00», «１２８００» and «12800元» are read too."""

    def __init__(self, label: Any) -> None:
        invalid = {"invalid": _("Write an amount, for instance 12800.00.")}
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(
            label=label, required=False, error_messages=invalid, widget=widget
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip():
            value = written(value)
            if value is None:
                raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return super().to_python(value)
