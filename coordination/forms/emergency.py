"""The composer's form for what cannot wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.forms.acts import ReasonForm
from coordination.forms.composing import DirectiveForm
from coordination.forms.fields import ClockField, DayField, ends, starts
from coordination.services.emergency import Urgency, check_urgency
from organization.models import Bureau
from tasking.content import Content
from tasking.models import TaskClass


class EmergencyForm(DirectiveForm):
    """A task, why it cannot wait, until when it is in force, when it was phoned in.

    `below` are bureaus whose departments may be offered besides, `of` is the one whose
    are.
    """

    until, until_time = DayField(label=_("In force until")), ClockField(label=_("Time"))
    ordered_at = DayField(label=_("Ordered by phone"))
    ordered_time = ClockField(label=_("Time"))

    def __init__(
        self, *args: Any, below: Sequence[Bureau] = (), of: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.below, self.of = below, of
        self.fields["reason"].label = _("Why it cannot wait")

    def clean(self) -> dict[str, Any]:
        got = super().clean()
        day, clock = got.get("ordered_at"), got.get("ordered_time")
        if bool(day) != bool(clock) and "ordered_at" not in self.errors:
            self.add_error("ordered_at", _("Give the day and the time of the call."))
        return got

    def content(self) -> Content:
        """What cannot wait is an order, whatever was ticked."""
        return replace(super().content(), task_class=TaskClass.COMMAND)

    def urgency(self) -> Urgency:
        """As far as it could be read."""
        got = self.cleaned_data.get
        called = got("ordered_at") if got("ordered_time") else None
        return Urgency(
            reason=got("reason") or "",
            until=ends(got("until"), got("until_time")),
            ordered_at=starts(called, got("ordered_time")),
        )

    def judge_urgency(self, now: dt.datetime) -> None:
        """Let the rules of urgency speak beside what the task's own rules said."""
        try:
            check_urgency(self.content(), self.urgency(), now)
        except ValidationError as error:
            self.refuse(error, only_new=True)


class ReviewForm(ReasonForm):
    """What was found afterwards."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Remark")
