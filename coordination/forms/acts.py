"""What HQ types when it returns or withdraws something."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.forms.fields import TOO_LONG


class ReasonForm(forms.Form):
    """A reason, and the version of what one was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        required=False,
        error_messages=TOO_LONG,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def reason_given(self) -> str:
        return self._got("reason") or ""

    @property
    def version_seen(self) -> int | None:
        found: int | None = self._got("version")
        return found

    def refuse(self, error: ValidationError) -> str:
        """Errors beside their fields; what concerns none of them is returned."""
        rest: list[str] = []
        known = getattr(error, "error_dict", None)
        if known is None:
            return " ".join(error.messages)
        for name, messages in error.message_dict.items():
            if name in self.fields:
                self.add_error(name, messages)
            else:
                rest += messages
        return " ".join(rest)

    def _got(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)


class ReturnForm(ReasonForm):
    """What is missing, and how many hours it may still take."""

    remaining_hours = forms.DecimalField(
        label=_("Hours left"),
        required=False,
        max_digits=12,
        error_messages={"invalid": _("Write a number, for instance 12.5.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What is missing")

    @property
    def hours(self) -> Decimal | None:
        found: Decimal | None = self._got("remaining_hours")
        return found
