"""By what rule a task comes back, as people choose it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.forms.fields import ClockField, DayField
from coordination.services.recurring import Terms
from desk.fields import whole
from desk.reasons import ReasonForm
from tasking.models import Series
from tasking.recurrence import Rule

EVERY = [
    ("week:1", _("Every week")),
    ("week:2", _("Every second week")),
    ("month:1", _("Every month")),
    ("month:2", _("Every second month")),
    ("month:3", _("Every quarter")),
    ("month:6", _("Every half year")),
    ("month:12", _("Every year")),
]


class SeriesForm(ReasonForm):
    """The rule of a new series; the service judges what the numbers mean together."""

    every = forms.ChoiceField(
        label=pgettext_lazy("a rule", "How often"), choices=EVERY, initial="month:1"
    )
    month = whole(_("Which month of the period"), initial=1, min_value=1, max_value=12)
    count = forms.ChoiceField(
        label=_("Counted by"),
        choices=[
            ("workday", _("Working days from the front")),
            ("back", _("Working days from the end")),
            ("day", _("Date, or weekday from 1 for Monday")),
        ],
        initial="workday",
    )
    n = whole(_("The how manieth"), initial=3, min_value=1, max_value=31)
    off_day = forms.ChoiceField(
        label=_("If nobody works on that date"), choices=Series.OffDay.choices
    )
    due_time = ClockField(label=_("Due, time"))
    lead = whole(_("Draft so many working days before"), initial=5, min_value=1)
    since = DayField(label=pgettext_lazy("a rule", "In force from"))
    last = DayField(label=_("Up to"))

    def __init__(self, data: Any = None) -> None:
        today = timezone.localdate()
        super().__init__(data, initial={"since": today})
        del self.fields["reason"]

    def refuse(self, error: Any) -> str:
        """The length of the period stands in the same field as its unit."""
        known = getattr(error, "error_dict", {})
        if "length" in known:
            known["every"] = known.pop("length")
        return super().refuse(error)

    @property
    def terms(self) -> Terms:
        got = self.cleaned_data
        unit, _sep, length = got["every"].partition(":")
        back = got["count"] == "back"
        rule = Rule(
            unit=unit,
            length=int(length),
            count="workday" if back else got["count"],
            n=-got["n"] if back else got["n"],
            month=got["month"] if unit == "month" else 1,
            off_day=got["off_day"],
            since=got["since"] or timezone.localdate(),
        )
        return Terms(rule, got["due_time"], got["lead"], got["last"])
