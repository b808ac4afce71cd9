"""What is typed about leave: the wish, the decision, its end before time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desk.fields import DayField, choose_among, words
from desk.reasons import ReasonForm
from organization.services.problems import Days
from personnel.models import Leave, Officer

DAY = dt.timedelta(days=1)
NO_CHOICE = {"invalid_choice": _("Choose."), "required": _("Choose.")}


class LeaveForm(ReasonForm):
    """Who, what kind, from which day to which, both inside."""

    officer = forms.ChoiceField(label=_("Officer"), error_messages=NO_CHOICE)
    kind = forms.ChoiceField(
        label=_("Kind of leave"), choices=Leave.Kind.choices, error_messages=NO_CHOICE
    )
    first, last = DayField(label=_("First day")), DayField(label=_("Last day"))

    def __init__(self, officers: list[Officer], data: Any = None) -> None:
        """`officers`: those one may ask for, oneself first."""
        self.officers = {str(officer.pk): officer for officer in officers}
        super().__init__(data)
        choose_among(self, "officer", [(pk, o.name) for pk, o in self.officers.items()])

    @property
    def who(self) -> Officer:
        """ValidationError, with the fields marked, when it cannot be used."""
        if not self.is_valid():
            raise ValidationError({})
        return self.officers[self.cleaned_data["officer"]]

    @property
    def during(self) -> Days:
        first, last = self._got("first"), self._got("last")
        missing = {
            name: [_("This must be filled in.")]
            for name, day in (("first", first), ("last", last))
            if day is None
        }
        if missing:
            raise ValidationError(missing)
        return first, last + DAY

    def refuse(self, error: ValidationError) -> str:
        """What is said of the days stands beside the last one."""
        known = getattr(error, "error_dict", None)
        if known is not None and "during" in known:
            rest = {name: told for name, told in known.items() if name != "during"}
            error = ValidationError({**rest, "last": known["during"]})
        return super().refuse(error)


class ApproveForm(ReasonForm):
    """Who attends what names the officer, and a word to him."""

    instead = words(_("Who attends instead"))
    text = words(_("A word to him"))


class RefuseForm(ReasonForm):
    """Why not."""

    text = words(_("Why"))


class ShortenForm(ReasonForm):
    """The first day at work again, and why."""

    back = DayField(label=_("Back at work on"))
    text = words(_("Why"))

    @property
    def day(self) -> dt.date:
        found: dt.date | None = self._got("back")
        if found is None:
            raise ValidationError({"back": [_("This must be filled in.")]})
        return found
