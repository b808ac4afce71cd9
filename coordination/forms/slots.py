"""Within which days a time for an appointment is looked for, and how long it lasts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.forms.composing import DirectiveForm
from coordination.forms.fields import DayField, number
from coordination.slotting import (
    LONGEST,
    MOST_DAYS,
    MOST_STATIONS,
    Search,
    usual_search,
)

USUAL_MINUTES = 120


class SlotForm(forms.Form):
    """Its fields travel with the composer's form, whose task it finds a time for."""

    slot_hours = number(_("Lasts"), max_digits=4, decimal_places=2)
    slot_first = DayField(label=_("Earliest day"))
    slot_last = DayField(label=_("Latest day"))

    def __init__(
        self, data: Mapping[str, Any], task: DirectiveForm, now: dt.datetime
    ) -> None:
        """Unsent fields begin with what is usual; `task` has been cleaned."""
        self.task, self.now = task, now
        self.usual = usual_search(now, _length(task))
        start = {
            "slot_hours": f"{self.usual.minutes / 60:g}",
            "slot_first": self.usual.first.isoformat(),
            "slot_last": self.usual.last.isoformat(),
        }
        sent = {name: data.get(name) or usual for name, usual in start.items()}
        super().__init__(sent)

    def clean(self) -> dict[str, Any]:
        got = self.cleaned_data
        if not self.task.stations_found:
            self.add_error(None, _("Choose the stations first."))
        elif len(self.task.stations_found) > MOST_STATIONS:
            told = _("A time is looked for at up to %(n)s stations.")
            self.add_error(None, told % {"n": MOST_STATIONS})
        content = self.task.content()
        if not (content.officers or content.attendees):
            self.add_error(None, _("Say how many or who must attend."))
        hours = got.get("slot_hours")
        if hours is not None and not 0 < hours * 60 <= LONGEST:
            told = _("More than 0 and at most %(n)s hours: one working day.")
            self.add_error("slot_hours", told % {"n": Decimal(LONGEST) / 60})
        first, last = got.get("slot_first"), got.get("slot_last")
        if first and first < timezone.localdate(self.now):
            self.add_error("slot_first", _("This day is over."))
        elif first and last and not 0 <= (last - first).days < MOST_DAYS:
            told = _("Not before the earliest day, and at most %(n)s days.")
            self.add_error("slot_last", told % {"n": MOST_DAYS})
        return got

    @property
    def search(self) -> Search:
        got = self.cleaned_data
        return Search(
            got["slot_first"], got["slot_last"], round(got["slot_hours"] * 60)
        )


def _length(task: DirectiveForm) -> int:
    """Minutes of what stands in the form, where that lies within a day."""
    content = task.content()
    if content.release and content.due:
        minutes = int((content.due - content.release).total_seconds()) // 60
        if 0 < minutes <= LONGEST:
            return minutes
    return USUAL_MINUTES
