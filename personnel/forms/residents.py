"""How many people live in a station's area, as it is typed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from desk.fields import whole
from desk.reasons import ReasonForm
from organization.models import Station
from personnel.services.residents import Count


class ResidentsForm(ReasonForm):
    """The figure of a year."""

    year = whole(_("Year"))
    number = whole(_("Residents"))

    def count(self, station: Station) -> Count:
        got = self.cleaned_data
        return Count(station, got["year"], got["number"])
