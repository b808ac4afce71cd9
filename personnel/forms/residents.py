"""How many people live in a station's area, as it is typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.reasons import ReasonForm
from organization.models import Station
from personnel.services.residents import Count


def _whole(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        error_messages={
            "invalid": _("Write a whole number."),
            "required": _("This must be filled in."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class ResidentsForm(ReasonForm):
    """The figure of a year."""

    year = _whole(_("Year"))
    number = _whole(_("Residents"))

    def count(self, station: Station) -> Count:
        got = self.cleaned_data
        return Count(station, got["year"], got["number"])
