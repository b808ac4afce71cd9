"""An item of a station's plan, the hours of a week, and time that is owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.core.facts import hours, units
from coordination.forms.fields import TOO_LONG, DayField, number
from desk.reasons import ReasonForm
from tasking.models import PlanItem
from tasking.services.plans import Planned


class ItemForm(ReasonForm):
    """A new item, or a known one to be changed; the rules judge in the service."""

    title = forms.CharField(
        label=_("What"), max_length=80, required=False, error_messages=TOO_LONG
    )
    kind = forms.ChoiceField(
        label=_("Sort of work"),
        choices=PlanItem.Kind.choices,
        error_messages={"required": _("Choose one of the kinds.")},
    )
    hours = number(_("Hours"), max_digits=12)
    per = forms.ChoiceField(
        label=_("Hours are meant"),
        choices=PlanItem.Per.choices,
        error_messages={"required": _("Say whether per week, per month or in all.")},
    )
    first, last = DayField(label=_("From")), DayField(label=_("To"))

    def __init__(
        self, year: int, item: PlanItem | None = None, data: Any = None
    ) -> None:
        self.year = year
        initial: dict[str, Any] = {"per": PlanItem.Per.WEEK}
        if item is not None:
            initial = {
                "title": item.title,
                "kind": item.kind,
                "hours": format(hours(item.units), "f"),
                "per": item.per,
                "first": item.first,
                "last": item.last,
                "version": item.version,
            }
        name = "new" if item is None else f"item-{item.pk}"
        super().__init__(data, initial=initial, auto_id=f"{name}-%s")
        del self.fields["reason"]
        self.changing = item

    @property
    def said(self) -> Planned:
        """Without days it is the whole year's; ValidationError with fields marked."""
        if not self.is_valid():
            raise ValidationError({})
        got = self.cleaned_data
        if got["hours"] is None:
            raise ValidationError({"hours": [_("Say how many hours.")]})
        return Planned(
            kind=got["kind"],
            title=got["title"],
            units=units(got["hours"]),
            per=got["per"],
            first=got["first"] or dt.date(self.year, 1, 1),
            last=got["last"] or dt.date(self.year, 12, 31),
        )


class WeekForm(ReasonForm):
    """One field for each item of the plan; an empty one says nothing was entered."""

    monday = DayField(label=_("Week"))

    def __init__(
        self,
        items: Iterable[PlanItem],
        monday: dt.date,
        known: Mapping[int, int],
        data: Any = None,
    ) -> None:
        self.items = list(items)
        initial: dict[str, Any] = {"monday": monday}
        for item in self.items:
            if item.pk in known:
                initial[f"hours_{item.pk}"] = format(hours(known[item.pk]), "f")
        super().__init__(data, initial=initial, auto_id="week-%s")
        del self.fields["reason"]
        for item in self.items:
            self.fields[f"hours_{item.pk}"] = number(item.title, max_digits=12)

    @property
    def lines(self) -> list[forms.BoundField]:
        return [self[f"hours_{item.pk}"] for item in self.items]

    @property
    def done(self) -> dict[int, int | None]:
        """Units by item. ValidationError with the fields marked."""
        if not self.is_valid():
            raise ValidationError({})
        typed: dict[int, Decimal | None] = {
            item.pk: self.cleaned_data[f"hours_{item.pk}"] for item in self.items
        }
        return {pk: None if h is None else units(h) for pk, h in typed.items()}

    @property
    def week(self) -> dt.date:
        monday: dt.date | None = self._got("monday")
        if monday is None:
            raise ValidationError({"monday": [_("Say which week.")]})
        return monday


class HoldForm(ReasonForm):
    """Which protected time and own tasks belong to an item, by their ids."""

    what = forms.CharField(required=False, max_length=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]

    @property
    def named(self) -> tuple[str, int]:
        """("block" or "task", its id); ValidationError for anything else."""
        kind, _sep, text = str(self._got("what") or "").partition("-")
        if kind not in ("block", "task") or not (text.isascii() and text.isdigit()):
            raise ValidationError({"what": [_("Choose what belongs to it.")]})
        return kind, int(text[:17])
