"""What differs at single stations: hours and a due of their own, as typed and as read.

The composer posts `effort_ID` (hours), `due_ID` (a date) and `due_time_ID`; hours may
also stand beside a station in the pasted list. A field of the station's own wins.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from coordination.core.facts import hours, units
from coordination.forms.fields import ClockField, DayField, ends, number, split_end
from organization.models import Station
from tasking.content import Override

NAMES = ("effort", "due", "due_time")
_FIELD = re.compile(r"^(effort|due|due_time)_(\d{1,17})$", re.ASCII)
_READERS: dict[str, forms.Field] = {
    "effort": number(None, max_digits=16),
    "due": DayField(),
    "due_time": ClockField(),
}
# The rules' words for the fields of this page.
PLACES = {"effort_hours": "effort", "due": "due"}


@dataclass
class Own:
    """One station's line; `errors` are beside its fields «effort» and «due»."""

    station: Station
    typed: dict[str, str] = field(default_factory=dict)
    listed: Decimal | None = None  # hours beside it in the pasted list
    override: Override = field(default_factory=Override)
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Is there something to see?"""
        return bool(self.errors) or any(self.typed.values())

    @property
    def from_list(self) -> bool:
        """Do the hours of the pasted list count here?"""
        return self.listed is not None and not self.typed.get("effort")

    def refuse(self, place: str, messages: Iterable[str]) -> None:
        told = self.errors.setdefault(place, [])
        told += [message for message in messages if message not in told]


def raw_fields(data: Mapping[str, Any]) -> dict[int, dict[str, str]]:
    """What was typed, by station and name; empty fields are left out."""
    found: dict[int, dict[str, str]] = {}
    for key in data:
        place = _FIELD.match(key)
        text = str(data[key] or "").strip()[:40] if place else ""
        if place and text:
            found.setdefault(int(place[2]), {})[place[1]] = text
    return found


def read_own(
    data: Mapping[str, Any],
    stations: Iterable[Station],
    listed: Mapping[int, Decimal],
) -> dict[int, Own]:
    """A line per chosen station; fields of stations that are not chosen wait."""
    typed = raw_fields(data)
    return {s.pk: _read(s, typed.get(s.pk, {}), listed.get(s.pk)) for s in stations}


def _read(station: Station, typed: dict[str, str], listed: Decimal | None) -> Own:
    own = Own(station, typed, listed)
    got: dict[str, Any] = {}
    for name, text in typed.items():
        try:
            got[name] = _READERS[name].clean(text)
        except ValidationError as error:
            own.refuse("effort" if name == "effort" else "due", error.messages)
    effort = got.get("effort", listed if own.from_list else None)
    clock = got.get("due_time")
    day: dt.date | None = got.get("due")
    if clock and day is None and not own.errors:
        own.refuse("due", [_("A time needs its date.")])
    own.override = Override(ends(day, clock), None if effort is None else units(effort))
    return own


def typed_for(station: int, override: Override) -> dict[str, str]:
    """What a person would have typed to get this override."""
    found: dict[str, str] = {}
    day, clock = split_end(override.due)
    if override.effort_units is not None:
        found[f"effort_{station}"] = format(hours(override.effort_units), "f")
    if day is not None:
        found[f"due_{station}"] = f"{day:%Y-%m-%d}"
    if clock is not None:
        found[f"due_time_{station}"] = f"{clock:%H:%M}"
    return found
