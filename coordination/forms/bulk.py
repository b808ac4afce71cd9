"""What acts on many rows are told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.forms.fields import ClockField, DayField, ends, split_end, words
from desk.bulk.acts import BulkForm


class WhyForm(BulkForm):
    """A reason that every row is given."""

    reason = words(_("Reason"))

    def clean_reason(self) -> str:
        text: str = self.cleaned_data["reason"].strip()
        if not text:
            raise ValidationError(_("Say why."))
        return text


class DueForm(BulkForm):
    """One due date for all of them."""

    due, due_time = DayField(label=_("Due")), ClockField(label=_("Due, time"))
    reason = words(_("Reason"))

    def __init__(self, data: Any = None, initial: Any = None, **kwargs: Any) -> None:
        if initial and initial.get("due"):
            day, clock = split_end(dt.datetime.fromisoformat(initial["due"]))
            initial = {**initial, "due": day, "due_time": clock}
        super().__init__(data, initial=initial, **kwargs)

    def clean_due(self) -> dt.date:
        day: dt.date | None = self.cleaned_data["due"]
        if day is None:
            raise ValidationError(_("Say when it is due."))
        return day

    @property
    def given(self) -> dict[str, Any]:
        got = self.cleaned_data
        due = ends(got["due"], got.get("due_time"))
        return {"due": due.isoformat() if due else "", "reason": got["reason"].strip()}
