"""What is typed about a roster."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from desk.days_form import NO_CHOICE, DaysForm
from desk.fields import DayField, choose_among
from desk.reasons import ReasonForm
from personnel.models import Officer, RosterLine


class RosterForm(DaysForm):
    """Who works by which pattern, from when on."""

    open_end = True

    pattern = forms.ChoiceField(
        label=_("Shift pattern"),
        choices=RosterLine.Pattern.choices,
        error_messages=NO_CHOICE,
    )
    together = forms.BooleanField(
        label=_("As one group: all on duty the same day"), required=False
    )
    officers = forms.MultipleChoiceField(
        label=_("Who, one after the other"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose.")},
    )

    def __init__(self, officers: list[Officer], data: Any = None) -> None:
        super().__init__(data, auto_id="set-%s")
        self.known = {str(officer.pk): officer for officer in officers}
        choose_among(self, "officers", [(pk, o.name) for pk, o in self.known.items()])

    @property
    def chosen(self) -> list[Officer]:
        return [self.known[pk] for pk in self._got("officers") or ()]


class EndRosterForm(ReasonForm):
    """Whose line ends, and the first day without it."""

    line = forms.ChoiceField(
        label=pgettext_lazy("a roster", "Whose"), error_messages=NO_CHOICE
    )
    on = DayField(label=pgettext_lazy("a roster", "First day without it"))

    def __init__(self, lines: list[RosterLine], data: Any = None) -> None:
        super().__init__(data, auto_id="end-%s")
        self.known = {str(line.pk): line for line in lines}
        choose_among(self, "line", [(pk, str(row)) for pk, row in self.known.items()])

    @property
    def row(self) -> RosterLine:
        """ValidationError, with the fields marked, when it cannot be used."""
        if not self.is_valid():
            raise ValidationError({})
        return self.known[self.cleaned_data["line"]]

    @property
    def day(self) -> dt.date:
        found: dt.date | None = self._got("on")
        if found is None:
            raise ValidationError({"on": [_("This must be filled in.")]})
        return found
