"""What is put right in a draft without opening all of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from coordination.core.facts import hours, units
from coordination.forms.fields import DayField, ends, number, split_end
from desk.fields import one_line
from desk.reasons import ReasonForm
from tasking.models import Directive


class DraftForm(ReasonForm):
    """Title, estimate and due date of a task that has not been sent."""

    title = one_line(_("Title"), 120)
    effort_hours = number(_("Effort"), max_digits=12)
    due = DayField(label=_("Due"))

    def __init__(self, row: Directive, data: Any = None) -> None:
        day, self.clock = split_end(row.due)
        known = row.effort_units
        super().__init__(
            data,
            initial={
                "title": row.title,
                "effort_hours": None if known is None else format(hours(known), "f"),
                "due": day,
                "version": row.version,
            },
            auto_id=f"draft-{row.pk}-%s",
        )
        del self.fields["reason"]
        self.changing = row

    @property
    def said(self) -> dict[str, Any]:
        """As the service takes it; a due date keeps its hour."""
        got = self.cleaned_data
        effort = got["effort_hours"]
        due: dt.datetime | None = ends(got["due"], self.clock)
        return {
            "title": got["title"],
            "effort_units": None if effort is None else units(effort),
            "due": due,
        }
