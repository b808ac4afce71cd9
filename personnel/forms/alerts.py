"""What is typed about an alert level."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.fields import DayField
from desk.reasons import ReasonForm
from personnel.forms.days import NO_CHOICE, DaysForm
from personnel.models import AlertLevel


class AlertForm(DaysForm):
    """Which level, from which day to which, and why."""

    level = forms.TypedChoiceField(
        label=_("Alert level"),
        choices=AlertLevel.Level.choices,
        coerce=int,
        error_messages=NO_CHOICE,
    )


class EndAlertForm(ReasonForm):
    """The first day without it, and why."""

    on = DayField(label=pgettext_lazy("an alert level", "First day without it"))

    @property
    def day(self) -> dt.date:
        found: dt.date | None = self._got("on")
        if found is None:
            raise ValidationError({"on": [_("This must be filled in.")]})
        return found
