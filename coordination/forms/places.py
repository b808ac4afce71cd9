"""Where an appointment is, and how long the way of single stations is.

The composer posts `travel_ID`, minutes one way, beside a station.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.forms.fields import TOO_LONG
from coordination.travel_tables import as_minutes
from organization.models import Department, Station
from tasking.content import Override
from tasking.models import Directive, Venue
from tasking.summons import kept_ways

WAY = re.compile(r"^travel_(\d{1,17})$", re.ASCII)
MOST = 400
"""Beyond so many stations only ways that were typed are shown."""
USUAL = 12
"""So many of the bureau's usual places are offered."""


@dataclass(frozen=True)
class Way:
    """One station's way: as typed for this appointment, else what the bureau keeps."""

    station: Station
    typed: str
    kept: int | None
    minutes: int | None
    error: str = ""

    @property
    def is_known(self) -> bool:
        return self.minutes is not None


class PlaceFields(forms.Form):
    """Mixed into the composer's form, which knows the department and the stations."""

    department: Department
    stations_found: list[Station]

    venue = forms.ChoiceField(
        label=pgettext_lazy("of an appointment", "Where"),
        choices=[("", gettext_lazy("not said")), *Venue.choices],
        required=False,
    )
    place = forms.CharField(
        label=gettext_lazy("Place"),
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
        required=False,
        max_length=60,
        error_messages=TOO_LONG,
    )

    @cached_property
    def ways(self) -> list[Way]:
        """Of the stations chosen, where people come to the bureau's seat; of very many
        only where something was typed."""
        stations = self._called() if self["venue"].value() == Venue.SEAT else []
        if not stations:
            return []
        typed = typed_ways(self.data if self.is_bound else self.initial)
        kept = kept_ways(self.department.code, [station.pk for station in stations])
        found = [_way(s, typed.get(s.pk, ""), kept.get(s.pk)) for s in stations]
        return found if len(found) <= MOST else [way for way in found if way.typed]

    def _called(self) -> list[Station]:
        if self.is_bound:
            return self.stations_found
        chosen = Station.objects.filter(pk__in=self.initial.get("stations") or ())
        return list(chosen.order_by("code"))

    @property
    def ways_unknown(self) -> int:
        return sum(not way.is_known for way in self.ways)

    @property
    def ways_open(self) -> bool:
        """Is there something to see?"""
        return any(way.typed or way.error for way in self.ways)

    @property
    def ways_span(self) -> str:
        """From the shortest to the longest."""
        known = [way.minutes for way in self.ways if way.minutes is not None]
        if not known:
            return ""
        least, most = min(known), max(known)
        if least == most:
            return _("%(n)s minutes one way") % {"n": least}
        return _("%(a)s to %(b)s minutes one way") % {"a": least, "b": most}

    def own_ways(self) -> dict[int, Override]:
        """What was typed for this appointment, where it can be read."""
        if self["venue"].value() != Venue.SEAT:
            return {}
        found = (_way(s, text, None) for s, text in self._typed())
        return {
            way.station.pk: Override(travel=way.minutes)
            for way in found
            if way.is_known
        }

    def check_ways(self) -> None:
        """Say at the list of stations which way cannot be read."""
        if self["venue"].value() != Venue.SEAT:
            return
        for station, text in self._typed():
            if told := _way(station, text, None).error:
                values = {"station": station.label, "message": told}
                message = ValidationError(_("%(station)s: %(message)s"), params=values)
                self.add_error("stations", message)

    def _typed(self) -> Iterable[tuple[Station, str]]:
        typed = typed_ways(self.data)
        return [(s, typed[s.pk]) for s in self.stations_found if s.pk in typed]

    @property
    def usual_places(self) -> list[str]:
        """Where appointments of the bureau mostly were of late."""
        rows = Directive.objects.filter(
            department__bureau=self.department.bureau, reserved=False
        ).exclude(place="")
        latest = rows.order_by("-pk").values_list("place", flat=True)[:200]
        return list(dict.fromkeys(latest))[:USUAL]


def typed_ways(data: Mapping[str, Any]) -> dict[int, str]:
    """What was typed, by station; empty fields are left out."""
    found = {}
    for name in data:
        place = WAY.match(name)
        text = str(data[name] or "").strip()[:20] if place else ""
        if place and text:
            found[int(place[1])] = text
    return found


def _way(station: Station, typed: str, kept: int | None) -> Way:
    if not typed:
        return Way(station, "", kept, kept)
    try:
        return Way(station, typed, kept, as_minutes(typed))
    except ValidationError as error:
        return Way(station, typed, kept, None, " ".join(error.messages))
