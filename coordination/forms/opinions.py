"""What is typed about a station's opinion, by the station and by who answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.core.facts import units
from coordination.forms.acts import ReasonForm
from coordination.forms.fields import (
    ClockField,
    DayField,
    choose_among,
    ends,
    number,
    split_end,
    words,
)
from coordination.models import Objection
from coordination.services.deciding import Answer
from desk.evidence import evidence
from tasking.models import Assignment, DeadlineClass

ANSWERS = (
    ("change", _("Change date or hours for this station")),
    ("uphold", _("Uphold: take it off this station")),
    ("keep", _("Keep it as it is")),
)


class OpinionForm(ReasonForm):
    """The opinion, what the station asks for, and what bears it out."""

    text = words(_("What stands against it"), most=4000, rows=5)
    asked_due, asked_due_time = (
        DayField(label=_("Wished due")),
        ClockField(label=_("Wished due, time")),
    )
    asked_hours = number(_("Wished hours"), max_digits=12)
    evidence = evidence()

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        del self.fields["reason"]

    @property
    def said(self) -> dict[str, Any]:
        """What the service takes; ValidationError, fields marked, if it cannot be."""
        if not self.is_valid():
            raise ValidationError({})
        got = self.cleaned_data
        hours = got["asked_hours"]
        return {
            "text": got["text"],
            "asked_due": ends(got["asked_due"], got["asked_due_time"]),
            "asked_units": None if hours is None else units(hours),
            "files": got["evidence"],
        }


class AnswerForm(ReasonForm):
    """The answer; date and hours begin with what the station asked for."""

    act = forms.ChoiceField(
        label=_("Reply"),
        choices=ANSWERS,
        required=False,
        widget=forms.RadioSelect,
    )
    due, due_time = DayField(label=_("Due")), ClockField(label=_("Due, time"))
    effort_hours = number(_("Hours"), max_digits=12)

    def __init__(self, row: Objection, data: Any = None, *, keep: bool = True) -> None:
        asked = row.asked_due or row.assignment.due
        day, clock = split_end(asked)
        hours = row.asked_units
        super().__init__(
            data,
            initial={
                "due": day,
                "due_time": clock,
                "effort_hours": None if hours is None else f"{hours / 60_000:g}",
                "version": row.version,
            },
        )
        may = _possible(row.assignment) - (set() if keep else {"keep"})
        choose_among(self, "act", [one for one in ANSWERS if one[0] in may])
        self.fields["reason"].label = _("Reason")

    @property
    def said(self) -> Answer:
        if not self.is_valid():
            raise ValidationError({})
        got = self.cleaned_data
        hours = got["effort_hours"]
        due: dt.datetime | None = ends(got["due"], got["due_time"])
        effort = None if hours is None else units(hours)
        return Answer(got["act"], got["reason"], due, effort)


def _possible(row: Assignment) -> set[str]:
    """What can be done to the task at all; appointments have no other date."""
    found = {"keep"}
    if row.is_live and not row.is_event:
        found.add("change")
    if row.is_live and row.deadline_class == DeadlineClass.NEGOTIABLE:
        found.add("uphold")
    return found
