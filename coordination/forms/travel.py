"""Ways to the bureau's seat as they are typed, pasted or handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.forms.fields import TOO_LONG
from coordination.travel_tables import as_minutes, columns, pasted, ways
from desk.importing import RowProblem, Table, read_upload
from organization.models import Bureau, Station

CHANGED = _("Somebody entered %(n)s meanwhile. Save again to replace it.")


class WaysForm(forms.Form):
    """A list or a table of stations with their minutes."""

    pasted = forms.CharField(
        label=_("Pasted list"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        error_messages=TOO_LONG,
        max_length=200_000,
    )
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        required=False,
        error_messages={"empty": _("The file is empty.")},
    )

    def __init__(self, bureau: Bureau, *args: Any) -> None:
        super().__init__(*args)
        self.bureau = bureau
        self.problems: list[RowProblem] = []
        self.minutes: dict[int, int] = {}

    def clean(self) -> dict[str, Any]:
        got = self.cleaned_data
        if got.get("file"):
            table = self._read("file", got["file"])
        else:
            table = self._read("pasted", got.get("pasted") or "")
        if table is not None:
            self.minutes = ways(table, self.bureau)
            self.problems = sorted(table.problems, key=lambda one: one.row or 0)
        return got

    def _read(self, name: str, given: Any) -> Table | None:
        if not given:
            self.add_error(None, _("Paste a list, or choose a file."))
            return None
        try:
            return read_upload(given, columns()) if name == "file" else pasted(given)
        except ValidationError as error:
            self.add_error(name, error)
            return None


@dataclass(frozen=True)
class Line:
    """A station with its way as typed or kept; empty: nobody knows it. `was` is what
    stood there as the page was made."""

    station: Station
    text: str
    was: str
    error: str = ""


def lines(
    stations: Sequence[Station], kept: Mapping[int, int], sent: Mapping[str, str] | None
) -> tuple[list[Line], dict[int, int | None]]:
    """What the page shows, and what was typed that can be read and differs from what
    stood there: what somebody else has entered meanwhile stays."""
    shown: list[Line] = []
    read: dict[int, int | None] = {}
    for station in stations:
        now, name = f"{kept.get(station.pk, '')}", f"way_{station.pk}"
        if sent is None or name not in sent:
            shown.append(Line(station, now, now))
            continue
        text, was = sent[name].strip()[:20], sent.get(f"was_{station.pk}", now)
        if text == was:
            shown.append(Line(station, now, now))
            continue
        try:
            read[station.pk] = as_minutes(text) if text else None
            told = "" if now in (was, text) else CHANGED % {"n": now or "—"}
        except ValidationError as error:
            told = " ".join(error.messages)
        shown.append(Line(station, text, now, str(told)))
    return shown, read
