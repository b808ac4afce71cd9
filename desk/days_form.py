"""A period of days as people type it: both ends inside."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desk.fields import DayField
from desk.reasons import ReasonForm
from organization.services.problems import Days

DAY = dt.timedelta(days=1)
NO_CHOICE = {"invalid_choice": _("Choose."), "required": _("Choose.")}


class DaysForm(ReasonForm):
    """What a service says of `during` stands beside the last day."""

    open_end = False
    """Whether there need not be a last day."""

    first, last = DayField(label=_("First day")), DayField(label=_("Last day"))

    @property
    def during(self) -> Days:
        """Half-open. ValidationError, with the fields marked, where one is missing."""
        first: dt.date | None = self._got("first")
        last: dt.date | None = self._got("last")
        found = {"first": first, "last": last}
        missing = [name for name, day in found.items() if day is None]
        if self.open_end and "last" in missing:
            missing.remove("last")
        if first is None or missing:
            told = {name: [_("This must be filled in.")] for name in missing}
            raise ValidationError(told)
        return first, last + DAY if last else None

    def refuse(self, error: ValidationError) -> str:
        known = getattr(error, "error_dict", None)
        if known is not None and "during" in known:
            rest = {name: told for name, told in known.items() if name != "during"}
            error = ValidationError({**rest, "last": known["during"]})
        return super().refuse(error)
