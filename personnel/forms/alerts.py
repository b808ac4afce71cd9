"""What is typed about an alert level."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.days_form import NO_CHOICE, DaysForm
from desk.fields import DayField, ShareField
from desk.reasons import ReasonForm
from personnel.models import AlertLevel
from personnel.presence import Alert
from personnel.services.alerts import BOUND, LONGEST, TOO_LONG


class SeenForm(ReasonForm):
    """Only what one has looked at is done: `seen` is what the effect was shown of."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def saw(self, asked: str) -> bool:
        """Is `asked` what the effect was shown of?"""
        return bool(self._got("seen") == asked)


class AlertForm(SeenForm, DaysForm):
    """Which level, from which day to which, what it binds, and why."""

    level = forms.TypedChoiceField(
        label=_("Alert level"),
        choices=AlertLevel.Level.choices,
        coerce=int,
        error_messages=NO_CHOICE,
    )
    bound = ShareField(label=_("Held ready of those at work"))

    @property
    def bound_share(self) -> Decimal:
        """As typed, else what the level asks for."""
        found: Decimal | None = self._got("bound")
        if not self.is_valid():
            raise ValidationError({})
        return BOUND[self.cleaned_data["level"]] if found is None else found

    def supposed(self) -> tuple[Alert, dt.date]:
        """The level as it would be, and its first day without."""
        first, end = self.during
        if end is None or end <= first:
            raise ValidationError({"last": [_("The period ends before it begins.")]})
        if end - first > LONGEST:
            raise ValidationError({"last": [TOO_LONG]})
        return Alert(first, end, int(self.bound_share * 1000)), end

    def asked(self) -> str:
        """What the effect is asked with. ValidationError, with the fields marked."""
        share = self.bound_share * 100
        alert, end = self.supposed()
        last = end - dt.timedelta(days=1)
        said = {"level": self.cleaned_data["level"], "first": alert.first, "last": last}
        return urlencode({**said, "bound": f"{share.normalize():f}"})

    def refuse(self, error: ValidationError) -> str:
        known = getattr(error, "error_dict", None)
        if known is not None and "bound_share" in known:
            rest = {name: told for name, told in known.items() if name != "bound_share"}
            error = ValidationError({**rest, "bound": known["bound_share"]})
        return super().refuse(error)


class EndAlertForm(SeenForm):
    """The first day without it, and why."""

    on = DayField(label=pgettext_lazy("an alert level", "First day without it"))

    @property
    def day(self) -> dt.date:
        found: dt.date | None = self._got("on")
        if found is None:
            raise ValidationError({"on": [_("This must be filled in.")]})
        return found

    def asked(self) -> str:
        """What the effect is asked with. ValidationError, with the field marked."""
        return urlencode({"on": self.day})
