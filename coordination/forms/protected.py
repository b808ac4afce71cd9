"""What a chief types to protect time."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.forms.acts import ReasonForm
from coordination.forms.fields import (
    TOO_LONG,
    ClockField,
    DayField,
    ends,
    number,
    split_end,
    split_start,
    starts,
)
from tasking.models import ProtectedBlock


class Kept(TypedDict):
    """What the form says, as the service takes it."""

    start: dt.datetime
    end: dt.datetime
    officers: Decimal


class Said(Kept):
    title: str


class KeptTimeForm(ReasonForm):
    """When officers are kept free, and how many; an empty end is the day of the
    start."""

    start, start_time = DayField(label=_("From")), ClockField(label=_("From, time"))
    end, end_time = DayField(label=_("To")), ClockField(label=_("To, time"))
    officers = number(_("Officers"), max_digits=7, decimal_places=3)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "start" in values and values["start"] is None:
            self.add_error("start", ValidationError(_("Say when it starts.")))
        if "officers" in values and values["officers"] is None:
            self.add_error("officers", ValidationError(_("Say how many officers.")))
        return values

    @property
    def kept(self) -> Kept:
        """ValidationError, with the fields marked, when it cannot be used."""
        if not self.is_valid():
            raise ValidationError({})
        got = self.cleaned_data
        start = starts(got["start"], got["start_time"])
        end = ends(got["end"] or got["start"], got["end_time"])
        if start is None or end is None:
            raise ValueError("A form that is valid has a start")
        return Kept(start=start, end=end, officers=got["officers"])


class BlockForm(KeptTimeForm):
    """A new block, or a known one to be changed; the rules judge in the service."""

    field_order = ("title",)
    title = forms.CharField(
        label=_("What for"), max_length=80, required=False, error_messages=TOO_LONG
    )

    def __init__(self, block: ProtectedBlock | None = None, data: Any = None) -> None:
        initial: dict[str, Any] = {}
        if block is not None:
            start, start_time = split_start(block.start)
            end, end_time = split_end(block.end)
            initial = {
                "title": block.title,
                "start": start,
                "start_time": start_time,
                "end": end,
                "end_time": end_time,
                "officers": format(block.officers.normalize(), "f"),
                "version": block.version,
            }
        name = "new" if block is None else f"block-{block.pk}"
        super().__init__(data, initial=initial, auto_id=f"{name}-%s")
        del self.fields["reason"]
        self.changing = block

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("title") == "":
            self.add_error("title", ValidationError(_("Say what the time is for.")))
        return values

    @property
    def said(self) -> Said:
        """As `kept`, and what for."""
        kept = self.kept
        return Said(title=self.cleaned_data["title"], **kept)


class ReleaseForm(ReasonForm):
    """Why a block is given up."""

    def __init__(self, block: ProtectedBlock, data: Any = None) -> None:
        super().__init__(
            data,
            initial={"version": block.version},
            auto_id=f"release-{block.pk}-%s",
        )
