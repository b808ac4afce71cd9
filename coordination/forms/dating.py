"""The dialog in which a date is moved, by dragging or by typing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordination.forms.acts import RedateForm
from coordination.forms.fields import split_end
from tasking.models import Assignment


class DateForm(RedateForm):
    """Another due for one task; the estimate stays what it is."""

    def __init__(self, row: Assignment, data: Mapping[str, str] | None = None) -> None:
        """A day without a time keeps the time of day the task is due at, as where a
        bar was let go."""
        if data is not None and "due_time" not in data:
            clock = split_end(row.due)[1]
            data = {**data, "due_time": f"{clock:%H:%M}" if clock else ""}
        super().__init__(row, data)
        self.fields.pop("effort_hours")
        self.initial.pop("effort_hours", None)

    def value_of(self, name: str) -> Any:
        """What stands in a field."""
        return self[name].value()
