"""Days of one's own, as they are typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.ratios.period import LONGEST, YEARS, Period, own


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("This must be filled in."),
            "invalid": _("This is not a date; write 2026-06-03."),
        },
    )


class DaysForm(forms.Form):
    """Both days inside; at most three years."""

    first = _day(_("From"))
    last = _day(_("To"))

    def clean(self) -> dict[str, Any]:
        got: dict[str, Any] = super().clean() or {}
        for name in ("first", "last"):
            if got.get(name) and got[name].year not in YEARS:
                self.add_error(name, _("A year from 2000 to 2100."))
        first, last = got.get("first"), got.get("last")
        if first and last and not self.errors:
            if last < first:
                self.add_error("last", _("The last day lies before the first."))
            elif (last - first).days >= LONGEST:
                self.add_error("last", _("At most three years at once."))
        return got

    @property
    def period(self) -> Period:
        """The form is valid."""
        return own(self.cleaned_data["first"], self.cleaned_data["last"])
