"""Making up for protected time that an order took."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.forms.fields import ClockField, DayField, ends, number, starts
from desk.reasons import ReasonForm


class Said(TypedDict):
    """What the form says, as the service takes it."""

    start: dt.datetime
    end: dt.datetime
    officers: Decimal


class MakeUpForm(ReasonForm):
    """When other time is kept, and for how many officers."""

    start, start_time = DayField(label=_("From")), ClockField(label=_("From, time"))
    end, end_time = DayField(label=_("To")), ClockField(label=_("To, time"))
    officers = number(_("Officers"), max_digits=7, decimal_places=3)

    def __init__(self, data: Any = None, *, version: int | None = None) -> None:
        super().__init__(data, initial={"version": version}, auto_id="make-%s")
        del self.fields["reason"]

    @property
    def said(self) -> Said:
        """An empty end is the day of the start; ValidationError with fields marked."""
        if not self.is_valid():
            raise ValidationError({})
        got = self.cleaned_data
        start = starts(got["start"], got["start_time"])
        end = ends(got["end"] or got["start"], got["end_time"])
        if start is None or end is None:
            raise ValidationError({"start": [_("Say when it starts.")]})
        if got["officers"] is None:
            raise ValidationError({"officers": [_("Say how many officers.")]})
        return Said(start=start, end=end, officers=got["officers"])
