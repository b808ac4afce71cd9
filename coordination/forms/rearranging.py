"""Another time, fewer officers or none for one appointment, as people type it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.core.plans import Change
from coordination.forms.fields import (
    ClockField,
    DayField,
    ends,
    number,
    split_end,
    split_start,
    starts,
)
from coordination.moments import instant
from coordination.services.negotiation.drafting import Wish
from organization.templatetags.formats import hours
from tasking.models import Assignment


class AppointmentForm(forms.Form):
    """Start, end and officers; what is left as it is says nothing."""

    timed = True

    start, start_time = DayField(label=_("Start")), ClockField(label=_("Start, time"))
    end, end_time = DayField(label=_("End")), ClockField(label=_("End, time"))
    officers = number(_("Officers"), max_digits=7, decimal_places=3)
    waive = forms.BooleanField(label=_("Waive"), required=False)

    def __init__(
        self, row: Assignment, data: Any = None, planned: Iterable[Change] = ()
    ) -> None:
        """What is `planned` already stands in the fields."""
        self.row = row
        start, end, heads = row.release, row.due, row.officers
        self.names: tuple[str, ...] = ()
        for change in planned:
            if change.kind == "move":
                start, end = instant(change.start or 0), instant(change.due or 0)
            elif change.kind == "fewer":
                heads = Decimal(change.officers) / 1000
            elif change.kind == "name":
                self.names = change.names
        self.planned = self._against_today(start, end, heads)
        initial: dict[str, Any] = {"officers": None if heads is None else hours(heads)}
        initial["start"], initial["start_time"] = split_start(start)
        initial["end"], initial["end_time"] = split_end(end)
        super().__init__(data, initial=initial, prefix=f"wish-{row.pk}")

    def clean_officers(self) -> Decimal | None:
        found: Decimal | None = self.cleaned_data["officers"]
        if found is not None and not 0 < found <= 9999:
            raise ValidationError(_("Between 0 and 9,999 officers."))
        return found

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, end = self._span()
        for name, at in (("start", start), ("end", end)):
            if at is None and not {name, f"{name}_time"} & set(self.errors):
                self.add_error(name, ValidationError(_("Choose a day.")))
        if start and end and end <= start:
            self.add_error(
                "end", ValidationError(_("The end must be after the start."))
            )
        return values

    @property
    def wish(self) -> Wish | None:
        """All that shall differ from today; None if that is what is planned already,
        or cannot be used."""
        if not self.is_bound or not self.is_valid():
            return None
        if self.cleaned_data["waive"]:
            return Wish(waive=True)
        wish = self._against_today(*self._span(), self.cleaned_data["officers"])
        return wish if wish != self.planned else None

    def _span(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        got = self.cleaned_data
        start = starts(got.get("start"), got.get("start_time"))
        return start, ends(got.get("end"), got.get("end_time"))

    def _against_today(
        self,
        start: dt.datetime | None,
        end: dt.datetime | None,
        officers: Decimal | None,
    ) -> Wish:
        row = self.row
        moved = (start, end) != (row.release, row.due)
        fewer = officers is not None and officers != row.officers
        return Wish(
            start=start if moved else None,
            due=end if moved else None,
            officers=int(officers * 1000) if fewer and officers else None,
            names=self.names,
        )
