"""A form that shows every kind of field, filled in wrongly on purpose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Sample(forms.Form):
    """Never sent."""

    hours = forms.DecimalField(label=_("Hours per station"))
    due = forms.DateField(
        label=_("Due"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only working days are offered."),
    )
    class_ = forms.ChoiceField(
        label=_("Kind of deadline"),
        choices=[("negotiable", _("negotiable")), ("statutory", _("statutory"))],
    )
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    sure = forms.BooleanField(label=_("I have read what it does to the others"))

    def clean_due(self) -> Any:
        raise forms.ValidationError(_("20 June is in the holidays. Possible are"))


def sample() -> Sample:
    """Bound, with the one error that its date has."""
    given = {
        "hours": "10",
        "due": "2026-06-20",
        "class_": "negotiable",
        "sure": "on",
    }
    return Sample(given)
