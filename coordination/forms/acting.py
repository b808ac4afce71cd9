"""Who acts for a chief, from which day to which."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.forms.acts import ReasonForm
from coordination.forms.fields import DayField, choose_among
from organization.models import Membership, Role, Station, User
from organization.services.problems import Days


class Said(TypedDict):
    deputy: User
    during: Days


class DeputyForm(ReasonForm):
    """Somebody of the station who does not head it already; both days are inside."""

    deputy = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=_("Who acts"),
        error_messages={
            "required": _("Choose somebody of the station."),
            "invalid_choice": _("Choose somebody of the station."),
        },
    )
    start = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))

    def __init__(self, station: Station, data: Any = None, **initial: Any) -> None:
        super().__init__(data, initial=initial)
        del self.fields["reason"]
        here = Membership.objects.in_force().filter(station=station)
        heads = here.filter(role=Role.STATION_CHIEF)
        people = User.objects.filter(pk__in=here.values("user"), is_active=True)
        chosen = people.exclude(pk__in=heads.values("user")).order_by("name", "pk")
        choose_among(self, "deputy", chosen)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name in ("start", "last"):
            if name in values and values[name] is None:
                self.add_error(name, ValidationError(_("Say which day.")))
        return values

    @property
    def said(self) -> Said:
        """ValidationError, with the fields marked, when it cannot be used."""
        if not self.is_valid():
            raise ValidationError({})
        got = self.cleaned_data
        during = (got["start"], got["last"] + dt.timedelta(days=1))
        return Said(deputy=got["deputy"], during=during)

    def refuse(self, error: ValidationError) -> str:
        """What the service says of the period stands beside its first day."""
        told = dict(getattr(error, "error_dict", {}))
        if "during" in told:
            self.add_error("start", told.pop("during"))
            error = ValidationError(told)
        return super().refuse(error)
