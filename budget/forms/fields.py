"""Amounts as people type them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# Commas stand between thousands or nowhere: «12,5» is not 125.
PLAIN = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?", re.ASCII)


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
            # Full-width digits and marks become the usual ones.
            text = unicodedata.normalize("NFKC", value).strip().lstrip("¥")
            value = text.removesuffix("元").replace(" ", "")
            if not PLAIN.fullmatch(value):
                raise forms.ValidationError(self.error_messages["invalid"], "invalid")
            value = value.replace(",", "")
        return super().to_python(value)
