"""Amounts as people type them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MARKS = (",", "\N{FULLWIDTH COMMA}", " ", "元")


class AmountInput(forms.TextInput):
    """«12,800.00» and «12800元» are read too."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        for mark in MARKS if isinstance(value, str) else ():
            value = value.replace(mark, "")
        return value


class AmountField(forms.DecimalField):
    """Yuan, typed. The service says whether it may be missing, and how many decimals
    there may be."""

    widget = AmountInput

    def __init__(self, label: Any) -> None:
        invalid = {"invalid": _("Write an amount, for instance 12800.00.")}
        widget = AmountInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(
            label=label, required=False, error_messages=invalid, widget=widget
        )
