"""What is typed about leave: the wish, the decision, its end before time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desk.days_form import NO_CHOICE, DaysForm
from desk.fields import DayField, choose_among, words
from desk.reasons import ReasonForm
from personnel.models import Leave, Officer


class LeaveForm(DaysForm):
    """Who, what kind, from which day to which."""

    officer = forms.ChoiceField(label=_("Officer"), error_messages=NO_CHOICE)
    kind = forms.ChoiceField(
        label=_("Kind of leave"), choices=Leave.Kind.choices, error_messages=NO_CHOICE
    )

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


class DecisionForm(ReasonForm):
    """A decision on a request; `said` is what its service is told."""

    text = words(_("Why"))

    @property
    def said(self) -> dict[str, Any]:
        return {"text": self._got("text")}


class ApproveForm(DecisionForm):
    """Who attends what names the officer, and a word to him."""

    instead = words(_("Who attends instead"))
    text = words(_("A word to him"))

    @property
    def said(self) -> dict[str, Any]:
        return {**super().said, "instead": self._got("instead")}


class ShortenForm(DecisionForm):
    """The first day at work again, and why."""

    back = DayField(label=_("Back at work on"))

    @property
    def said(self) -> dict[str, Any]:
        back = self._got("back")
        if back is None:
            raise ValidationError({"back": [_("This must be filled in.")]})
        return {**super().said, "back": back}
