"""What people type about a proposal: own dates, answers, decisions, deputies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.core.facts import hours, units
from coordination.core.plans import Change
from coordination.forms.acts import ReasonForm
from coordination.forms.fields import (
    TOO_LONG,
    ClockField,
    DayField,
    choose_among,
    ends,
    number,
    split_end,
    words,
)
from coordination.lent import Hand, Lender
from coordination.moments import instant
from coordination.services.negotiation.drafting import Wish
from organization.models import User
from organization.templatetags.formats import short_hours
from tasking.models import Assignment


class SaidForm(ReasonForm):
    """Words, and the round of the plan they are about."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = words(_("Remark"))

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        del self.fields["version"], self.fields["reason"]

    @property
    def said(self) -> str:
        return self._got("text") or ""

    @property
    def round_seen(self) -> int | None:
        found: int | None = self._got("seen")
        return found


class AnswerForm(SaidForm):
    """A unit's answer; the extension and the officers only where the plan asks.

    `party` is the party it answers for, once it has been sent.
    """

    party: int | None = None

    extension = forms.CharField(
        label=_("Approved extension"),
        max_length=80,
        required=False,
        error_messages=TOO_LONG,
    )

    def __init__(
        self, data: Any = None, lender: Lender | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        if lender is not None:
            self.fields["officers"] = officers_field(lender)

    @property
    def extension_given(self) -> str:
        return self._got("extension") or ""

    @property
    def officers_named(self) -> list[str]:
        return list(self._got("officers") or [])


class DecisionForm(SaidForm):
    """The leader's reason, the extension where the plan asks for one, and the officers
    of every station that lends and has not named them: field `officers_ID`."""

    extension = forms.CharField(
        label=_("Approved extension, where a statutory date moves"),
        max_length=80,
        required=False,
        error_messages=TOO_LONG,
    )

    def __init__(
        self, data: Any = None, lenders: Iterable[Lender] = (), **options: Any
    ) -> None:
        super().__init__(data, auto_id="decide-%s", **options)
        self.fields["text"].label = _("Reason")
        self.lenders = {f"officers_{lender.station.pk}": lender for lender in lenders}
        for name, lender in self.lenders.items():
            self.fields[name] = officers_field(lender)

    @property
    def lent(self) -> list[tuple[Lender, forms.BoundField]]:
        """Each station that lends, with its field."""
        return [(lender, self[name]) for name, lender in self.lenders.items()]

    @property
    def extension_given(self) -> str:
        return self._got("extension") or ""

    @property
    def named(self) -> dict[int, list[str]]:
        """Police numbers by lending station (id)."""
        found = ((each.station.pk, self._got(n)) for n, each in self.lenders.items())
        return {pk: list(numbers or []) for pk, numbers in found}

    def refuse(self, error: ValidationError) -> str:
        """What is said of officers stands beside the first station that lends."""
        told = getattr(error, "error_dict", {})
        if self.lenders and "officers" in told:
            told[next(iter(self.lenders))] = told.pop("officers")
        return super().refuse(error)


def officers_field(lender: Lender) -> forms.MultipleChoiceField:
    """Boxes for those who may be lent; who is missed least is ticked."""
    return forms.MultipleChoiceField(
        label=_("Officers lent"),
        required=False,
        choices=[(hand.number, _hand(hand)) for hand in lender.hands],
        initial=lender.proposed,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose officers of this station.")},
    )


def _hand(hand: Hand) -> str:
    label = " ".join(part for part in (hand.name, hand.number, hand.post) if part)
    if not hand.lost:
        return label
    lost = _("named for %(hours)s h of appointments in these days")
    return f"{label}{_(', ')}{lost % {'hours': short_hours(Decimal(hand.lost) / 60)}}"


class WishForm(forms.Form):
    """Another due or fewer hours for one task; what is left as it is says nothing."""

    due, due_time = DayField(label=_("Due")), ClockField(label=_("Due, time"))
    effort = number(_("Hours left"), max_digits=12)
    waive = forms.BooleanField(label=_("Waive"), required=False)

    def __init__(
        self, row: Assignment, data: Any = None, planned: Iterable[Change] = ()
    ) -> None:
        """What is `planned` already stands in the fields."""
        self.row = row
        due, left_units = row.due, row.remaining_units
        for change in planned:
            if change.kind == "shift" and change.due is not None:
                due = instant(change.due)
            elif change.kind == "reduce":
                left_units = change.effort
        self.planned = self._against_today(due, left_units)
        day, clock = split_end(due)
        left = None if left_units is None else format(hours(left_units), "f")
        super().__init__(
            data,
            initial={"due": day, "due_time": clock, "effort": left},
            prefix=f"wish-{row.pk}",
        )

    def clean_effort(self) -> Decimal | None:
        found: Decimal | None = self.cleaned_data["effort"]
        if found is not None and found < 0:
            raise ValidationError(_("The hours left lie between 0 and 30,000."))
        return found

    @property
    def wish(self) -> Wish | None:
        """All that shall differ from today; None if that is what is planned already,
        or cannot be used."""
        if not self.is_bound or not self.is_valid():
            return None
        got = self.cleaned_data
        if got["waive"]:
            return Wish(waive=True)
        effort = None if got["effort"] is None else units(got["effort"])
        wish = self._against_today(ends(got["due"], got["due_time"]), effort)
        return wish if wish != self.planned else None

    def _against_today(self, due: dt.datetime | None, effort: int | None) -> Wish:
        return Wish(
            due=due if due != self.row.due else None,
            effort=effort if effort != self.row.remaining_units else None,
        )


class RiskForm(SaidForm):
    """Why a conflict is left as it is, and until which day."""

    until = DayField(label=_("Until"))

    @property
    def until_when(self) -> dt.datetime | None:
        return ends(self._got("until"))


class DelegationForm(forms.Form):
    """Who answers, and from when to when."""

    deputy: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=_("Who answers for me"),
        queryset=User.objects.none(),
        error_messages={"required": _("Name somebody of the same unit.")},
    )
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))

    def __init__(self, people: Any, data: Any = None) -> None:
        super().__init__(data)
        choose_among(self, "deputy", people)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name in ("first", "last"):
            if name in values and values[name] is None:
                self.add_error(name, ValidationError(_("Choose a day.")))
        return values
