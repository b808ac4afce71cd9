"""What is typed when two tasks that overlap in part are to become one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.core.facts import units
from coordination.forms.acts import ReasonForm
from coordination.forms.fields import number
from coordination.models import JoinOffer
from coordination.services.extending import Terms
from desk.fields import choose_among


class _HoursForm(ReasonForm):
    hours = number(_("Hours per station for it"), max_digits=12)

    @property
    def units(self) -> int | None:
        found: Decimal | None = self._got("hours")
        return None if found is None else units(found)


class OfferForm(_HoursForm):
    """What the missing items take, and whether other stations come along."""

    elsewhere = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, label: Any = "", **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["reason"].label = _("Note")
        self.fields["elsewhere"].label = label

    @property
    def elsewhere_too(self) -> bool:
        return bool(self._got("elsewhere"))


class AcceptForm(_HoursForm):
    """All of it, or what the owner takes of it."""

    items = forms.MultipleChoiceField(
        label=_("Items to be added"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Choose among the items offered, at least one.")
        },
    )
    elsewhere = forms.BooleanField(required=False)

    def __init__(
        self, offer: JoinOffer, data: Any = None, *, label: Any = "", **options: Any
    ) -> None:
        start = {
            "items": offer.items,
            "elsewhere": offer.elsewhere,
            "version": offer.version,
        }
        super().__init__(data, initial=start, **options)
        self.offer = offer
        choose_among(self, "items", [(item, item) for item in offer.items])
        self.fields["reason"].label = _("Reason, where it would no longer fit")
        self.fields["elsewhere"].label = label
        if not offer.items:
            del self.fields["items"]
        if not offer.items or offer.kept.is_event:
            del self.fields["hours"]
        if not offer.elsewhere:
            del self.fields["elsewhere"]

    @property
    def terms(self) -> Terms:
        """What was left as it was offered is None."""
        chosen = tuple(self._got("items") or ())
        figure = self.units if "hours" in self.fields else None
        return Terms(
            items=chosen if self.offer.items else None,
            elsewhere=bool(self._got("elsewhere")),
            units=None if figure == self.offer.units else figure,
            reason=self.reason_given,
        )
