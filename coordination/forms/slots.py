"""Within which days a time for an appointment is looked for, and how long it lasts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.forms.composing import DirectiveForm
from coordination.forms.fields import DayField, number
from coordination.slotting import (
    LONGEST,
    Search,
    check_search,
    usual_search,
)

USUAL_MINUTES = 120
_FIELD_OF = {"minutes": "slot_hours", "first": "slot_first", "last": "slot_last"}


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
        content, targets = self.task.content(), self.task.targets()
        try:
            check_search(content, targets, self.search, self.now)
        except ValidationError as error:
            for name, told in error.message_dict.items():
                field = _FIELD_OF.get(name)
                if field is None or field not in self.errors:
                    self.add_error(field, told)
        return got

    @property
    def search(self) -> Search:
        """As typed, with what is usual where that cannot be read."""
        got, usual = self.cleaned_data, self.usual
        hours = got.get("slot_hours")
        return Search(
            got.get("slot_first") or usual.first,
            got.get("slot_last") or usual.last,
            usual.minutes if hours is None else round(hours * 60),
        )


def _length(task: DirectiveForm) -> int:
    """Minutes of what stands in the form, where that lies within a day."""
    content = task.content()
    if content.release and content.due:
        minutes = int((content.due - content.release).total_seconds()) // 60
        if 0 < minutes <= LONGEST:
            return minutes
    return USUAL_MINUTES
