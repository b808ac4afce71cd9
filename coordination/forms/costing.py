"""What a task costs each station, as it is typed: with the task, or later."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from budget.forms.fields import AmountField
from coordination.models import DirectiveCost
from coordination.services.costing import LONGEST_FUND, Cost, say_cost
from desk.fields import one_line
from desk.reasons import ReasonForm
from organization.models import User
from tasking.models import Directive

PLACES = {"each": "cost_each", "origin": "cost_origin", "fund": "cost_fund"}


class CostFields(forms.Form):
    """The part about money of a form about a task; all of it may be left empty."""

    cost_each = AmountField(_("Cost per station"))
    cost_origin = forms.ChoiceField(
        label=_("Who pays"),
        choices=DirectiveCost.Origin.choices,
        initial=DirectiveCost.Origin.OPEN,
        required=False,
    )
    cost_fund = one_line(_("Fund or document"), LONGEST_FUND)

    @property
    def cost(self) -> Cost:
        """As far as it could be read."""
        self.is_valid()
        got = self.cleaned_data.get
        origin = got("cost_origin") or DirectiveCost.Origin.OPEN
        return Cost(got("cost_each"), origin, got("cost_fund") or "")

    @property
    def cost_open(self) -> bool:
        """Does something stand in the folded part, or need another look there?"""
        used = any(self[name].value() for name in ("cost_each", "cost_fund"))
        return used or any(name in self.errors for name in PLACES.values())

    def keep_cost(self, by: User, directive: Directive, now: dt.datetime) -> None:
        """Say it of the task that was just kept; refused beside its fields."""
        try:
            say_cost(by=by, directive=directive, cost=self.cost, now=now)
        except ValidationError as error:
            raise ValidationError(
                {PLACES.get(n, n): told for n, told in error.message_dict.items()}
            ) from error


@dataclass(frozen=True)
class Told:
    """What the trial run says of a cost: of each station, and of all of them."""

    each: Decimal
    origin: str
    fund: str
    stations: int

    @property
    def get_origin_display(self) -> str:
        return str(DirectiveCost.Origin(self.origin).label)

    @property
    def total(self) -> Decimal:
        return self.each * self.stations


def told(cost: Cost, stations: int) -> Told | None:
    """None where nothing is said to be paid."""
    if not cost.each or cost.each < 0:
        return None
    return Told(cost.each, cost.origin, cost.fund, stations)


class CostForm(CostFields, ReasonForm):
    """The same by itself."""

    def refuse(self, error: ValidationError) -> str:
        rest = getattr(error, "error_dict", {})
        for name, place in PLACES.items():
            if name in rest:
                rest[place] = rest.pop(name)
        return super().refuse(error)


def cost_typed(row: DirectiveCost | None) -> dict[str, Any]:
    """What was said last, as it would be typed."""
    if row is None:
        return {}
    return {
        "cost_each": row.each,
        "cost_origin": row.origin,
        "cost_fund": row.fund,
    }
