"""What is typed about a station's duty hours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desk.days_form import DaysForm
from desk.fields import ShareField, number, one_line
from personnel.models import DutyRegime
from personnel.services.regimes import Hours

SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至]\s*(\d{1,2})[:：](\d{2})")
BETWEEN = re.compile(r"[\s,，;；、和]*")


def spelt(hours: Sequence[int]) -> str:
    """[510, 720] as 08:30-12:00."""
    clock = [f"{minute // 60:02}:{minute % 60:02}" for minute in hours]
    pairs = zip(clock[::2], clock[1::2], strict=True)
    return " ".join(f"{start}-{end}" for start, end in pairs)


class RegimeForm(DaysForm):
    """From which day on, the hours of a working day, and the shares."""

    open_end = True

    hours = one_line(_("Duty hours"), 120)
    roster_share = ShareField(label=_("On duty by roster"))
    standing_share = ShareField(label=_("Standing-work share"))
    standing_hours = number(
        _("Planned standing work per week"), max_digits=7, decimal_places=2
    )
    auxiliary_share = ShareField(label=_("Auxiliary's share of standing work"))

    @classmethod
    def beside(cls, regime: DutyRegime | None) -> RegimeForm:
        """Filled with what holds now."""
        if regime is None:
            return cls(initial={"roster_share": Decimal(1)})
        names = ("roster_share", "standing_share", "standing_hours", "auxiliary_share")
        initial: dict[str, Any] = {name: getattr(regime, name) for name in names}
        return cls(initial={**initial, "hours": spelt(regime.hours)})

    def clean_hours(self) -> str:
        text = str(self.cleaned_data["hours"])
        if BETWEEN.sub("", SPAN.sub("", text)):
            raise ValidationError(_("Write 08:30-12:00 13:30-18:00."))
        return text

    @property
    def pairs(self) -> Hours:
        """(from, to) in minutes; nothing typed is a station at rest."""
        text = str(self._got("hours") or "")
        found = [tuple(map(int, match.groups())) for match in SPAN.finditer(text)]
        return [(60 * h + m, 60 * to_h + to_m) for h, m, to_h, to_m in found]

    def amount(self, name: str, missing: int = 0) -> Decimal:
        """A share or hours; `missing` where nothing was typed."""
        found: Decimal | None = self._got(name)
        return Decimal(missing) if found is None else found
