"""What is typed about visits, their occasions, and no-blame notes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desk.fields import DayField, choose_among, one_line, whole, words
from desk.reasons import ReasonForm
from organization.models import User
from personnel.forms.orders import officer_named
from personnel.models import Occasion, Officer
from personnel.services.care import Event
from personnel.services.occasions import OccasionTerms

DAY_MISSING = _("Say on which day.")


class OfficerForm(ReasonForm):
    """Something about an officer one may see, on a day."""

    officer = one_line(_("Police number or name"), 60)
    happened_on = DayField(label=_("Happened on"))

    def read(self, user: User) -> tuple[Officer, dt.date]:
        """ValidationError, with the fields marked, when they cannot be used."""
        if not self.is_valid():
            raise ValidationError({})
        got, problems = self.cleaned_data, {}
        officer, told = officer_named(user, got["officer"])
        if officer is None:
            problems["officer"] = [told]
        if got["happened_on"] is None:
            problems["happened_on"] = [DAY_MISSING]
        if problems or officer is None:
            raise ValidationError(problems)
        return officer, got["happened_on"]


class EventForm(OfficerForm):
    """What happened to whom."""

    occasion = forms.ModelChoiceField(
        Occasion.objects.none(),
        label=_("Occasion"),
        required=False,
        empty_label="—",
        error_messages={"invalid_choice": _("Choose.")},
    )
    about = words(_("What happened"), rows=3)

    def __init__(self, user: User, occasions: Any, data: Any = None) -> None:
        super().__init__(data)
        self.user = user
        choose_among(self, "occasion", occasions)

    @property
    def event(self) -> Event:
        officer, day = self.read(self.user)
        occasion = self.cleaned_data["occasion"]
        if occasion is None:
            raise ValidationError({"occasion": [_("Choose an occasion.")]})
        return Event(officer, occasion, day, self.cleaned_data["about"])


class PaidForm(ReasonForm):
    """A visit that took place."""

    visited_on = DayField(label=_("Visited on"))
    note = words(_("Note"), rows=4)

    @property
    def day(self) -> dt.date:
        found: dt.date | None = self._got("visited_on")
        if found is None:
            raise ValidationError({"visited_on": [DAY_MISSING]})
        return found


class OccasionForm(ReasonForm):
    """An occasion of a bureau's list."""

    name = one_line(_("Occasion"), 40)
    days = whole(_("Visit within"))
    visitor = forms.ChoiceField(label=_("Who visits"), choices=Occasion.Visitor.choices)
    trigger = forms.ChoiceField(
        label=_("Noticed by"), choices=Occasion.Trigger.choices, required=False
    )
    active = forms.BooleanField(label=_("In force"), required=False, initial=True)

    def __init__(self, occasion: Occasion | None = None, data: Any = None) -> None:
        names = OccasionTerms.__dataclass_fields__
        known = {name: getattr(occasion, name) for name in names} if occasion else {}
        version = {"version": occasion.version} if occasion else {}
        super().__init__(data, initial=known | version)

    @property
    def terms(self) -> OccasionTerms:
        if not self.is_valid():
            raise ValidationError({})
        names = OccasionTerms.__dataclass_fields__
        return OccasionTerms(**{name: self.cleaned_data[name] for name in names})


class NoteForm(OfficerForm):
    """A small mistake; for oneself no officer is named."""

    what = words(_("What happened"), rows=3)
    learned = words(_("What was learned"), rows=3)

    def __init__(self, own: Officer | None, names: bool, data: Any = None) -> None:
        """`own` is who one is oneself; `names` whether one may name another."""
        super().__init__(data)
        self.own = own
        if not names:
            del self.fields["officer"]

    def values(self, user: User) -> dict[str, Any]:
        if not self.is_valid():
            raise ValidationError({})
        got = dict(self.cleaned_data)
        if got["happened_on"] is None:
            raise ValidationError({"happened_on": [DAY_MISSING]})
        if (got.get("officer") or "").strip():
            officer, _day = self.read(user)
        elif self.own is not None:
            officer = self.own
        else:
            raise ValidationError({"officer": [_("This must be filled in.")]})
        names = ("happened_on", "what", "learned")
        return {"officer": officer} | {name: got[name] for name in names}
