"""Amounts as people type them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AmountField(forms.DecimalField):
    """Yuan, typed; «12,800.00» and «12800元» are read too. The service says whether it
    may be missing and how many decimals there may be."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        invalid = {"invalid": _("Write an amount, for instance 12800.00.")}
        super().__init__(
            label=label,
            required=False,
            error_messages=invalid,
            widget=widget,
            **kwargs,
        )

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = value.strip().removesuffix("元")
            for mark in (",", "\N{FULLWIDTH COMMA}", " "):
                value = value.replace(mark, "")
        return super().to_python(value)
