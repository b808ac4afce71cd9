"""What the office types: conditions under which a piece may pass."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coordination.core.facts import hours, units
from coordination.forms.acts import ReasonForm
from coordination.forms.fields import (
    ClockField,
    DayField,
    IdsField,
    ends,
    number,
    split_end,
)
from coordination.models import AdmissionCase
from coordination.services.offers import Offer


class OfferForm(ReasonForm):
    """Another due, fewer hours per station, stations left out; empty: as asked for."""

    due, due_time = DayField(label=_("Other due date")), ClockField(label=_("Time"))
    effort_hours = number(_("At most per station"), max_digits=12)
    left_out = IdsField()

    @classmethod
    def of(cls, case: AdmissionCase) -> OfferForm:
        """What was offered last, to be read or changed."""
        day, clock = split_end(case.offered_due)
        known = case.offered_units
        initial = {
            "version": case.version,
            "due": day,
            "due_time": clock,
            "effort_hours": None if known is None else format(hours(known), "f"),
            "left_out": case.left_out,
        }
        return cls(initial=initial, auto_id="offer-%s")

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("due_time") and not found.get("due") and not self.errors:
            self.add_error("due", _("A time needs its date."))
        return found

    def offer(self) -> Offer:
        """As far as it could be read."""
        got = self._got
        amount = got("effort_hours")
        return Offer(
            due=ends(got("due"), got("due_time")),
            effort_units=None if amount is None else units(amount),
            left_out=frozenset(got("left_out") or ()),
        )

    @property
    def chosen(self) -> set[int]:
        """Stations ticked to be left out, as far as they are ids."""
        sent = self["left_out"].value() or ()
        return {int(one) for one in sent if str(one).isdecimal()}
