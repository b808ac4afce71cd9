"""What an auditor asks for in an address."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budget.auditing.looked import USUAL_DAYS
from budget.auditing.sampling import MOST, USUAL, new_seed

LONGEST_SILENCE = 3650


class SilenceForm(forms.Form):
    """After how many days without a word a payment is on the list."""

    days = forms.IntegerField(
        label=_("Days without a word"),
        min_value=0,
        max_value=LONGEST_SILENCE,
        required=False,
        initial=USUAL_DAYS,
    )

    @property
    def asked(self) -> int:
        """The usual number where none, or none that can be, was given."""
        given = self.cleaned_data.get("days") if self.is_valid() else None
        return USUAL_DAYS if given is None else given


class SampleForm(forms.Form):
    """`seed` and `until` come with the address of a sample that was drawn."""

    n = forms.IntegerField(
        label=_("Payments to draw"), min_value=1, max_value=MOST, initial=USUAL
    )
    seed = forms.RegexField(r"^[0-9A-Za-z-]{1,32}\Z", required=False)
    until = forms.DateTimeField(required=False)

    def clean_until(self) -> dt.datetime | None:
        """What is released up to a later moment is not known yet."""
        until: dt.datetime | None = self.cleaned_data["until"]
        if until is not None and until > timezone.now():
            raise ValidationError(_("This moment is still to come."))
        return until

    @property
    def is_drawn(self) -> bool:
        """Does the address say which sample it is?"""
        return bool(self.cleaned_data["seed"] and self.cleaned_data["until"])

    @property
    def terms(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"count": given["n"], "seed": given["seed"], "until": given["until"]}

    def drawn(self, year: int, now: dt.datetime) -> str:
        """The query of a new sample: what was released up to this moment."""
        until = f"{timezone.localtime(now):%Y-%m-%d %H:%M:%S}"
        seed = self.cleaned_data["seed"] or new_seed()
        n = self.cleaned_data["n"]
        return urlencode({"year": year, "n": n, "seed": seed, "until": until})
