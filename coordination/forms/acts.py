"""What HQ types when it returns, withdraws or re-dates something."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.core.facts import hours, units
from coordination.forms.fields import (
    ClockField,
    DayField,
    ends,
    number,
    split_end,
)
from desk.reasons import ReasonForm
from tasking.models import Assignment

__all__ = ["HoursLeftForm", "ReasonForm", "RedateForm", "ReturnForm"]


class ReturnForm(ReasonForm):
    """What is missing, and how many hours it may still take."""

    remaining_hours = number(_("Hours left"), max_digits=12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What is missing")

    @property
    def hours(self) -> Decimal | None:
        found: Decimal | None = self._got("remaining_hours")
        return found


class HoursLeftForm(ReasonForm):
    """How many hours a station has left to do."""

    remaining_hours = number(_("Hours left"), max_digits=12)

    def __init__(self, row: Assignment, data: Any = None) -> None:
        left = row.remaining_units
        known = None if left is None else format(hours(left), "f")
        initial = {"remaining_hours": known, "version": row.version}
        super().__init__(data, initial=initial, auto_id=f"left-{row.pk}-%s")
        del self.fields["reason"]
        self.changing = row

    @property
    def units_left(self) -> int | None:
        found: Decimal | None = self._got("remaining_hours")
        return None if found is None else units(found)


class RedateForm(ReasonForm):
    """Another due date for one station, and another estimate where it differs."""

    due, due_time = DayField(label=_("Due")), ClockField(label=_("Due, time"))
    effort_hours = number(_("Estimate"), max_digits=12)

    def __init__(self, row: Assignment, data: Any = None) -> None:
        day, clock = split_end(row.due)
        known = row.effort_units
        super().__init__(
            data,
            initial={
                "due": day,
                "due_time": clock,
                "effort_hours": None if known is None else format(hours(known), "f"),
            },
            auto_id=f"date-{row.pk}-%s",
        )
        self.row = row

    def clean_due(self) -> dt.date:
        day: dt.date | None = self.cleaned_data["due"]
        if day is None:
            raise ValidationError(_("Say when it is due."))
        return day

    @property
    def due_at(self) -> dt.datetime | None:
        return ends(self._got("due"), self._got("due_time"))

    @property
    def effort_units(self) -> int | None:
        """The estimate typed; an empty field says that nobody has one."""
        if "effort_hours" not in self.data:
            return self.row.effort_units
        found: Decimal | None = self._got("effort_hours")
        return None if found is None else units(found)
