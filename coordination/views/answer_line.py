"""One station's row of a trial run's answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from coordination.forms.own import Own
from coordination.pictures import bullet
from organization.models import Station
from organization.templatetags.formats import cell_day, chinese, last_day, local
from organization.templatetags.formats import hours as hours_text

FEW = 4  # departments named before the fold


@dataclass(frozen=True)
class Line:
    """One station's row; hours are officer-hours of its tightest window."""

    station: Station
    shape: str  # short, tight, fits or unknown
    demand: Decimal
    capacity: Decimal
    added: Decimal | None  # of the demand, by this task; None: cannot be told apart
    window: tuple[dt.datetime, dt.datetime] | None
    departments: tuple[tuple[str, Decimal], ...]
    earliest: dt.date | None  # first working day by whose end it fits
    own: Own | None = None  # what differs here
    effort_known: bool = True

    @property
    def before(self) -> Decimal | None:
        return None if self.added is None else self.demand - self.added

    @property
    def left(self) -> Decimal:
        """Room left with this task; negative is short."""
        return self.capacity - self.demand

    @property
    def left_before(self) -> Decimal | None:
        return None if self.before is None else self.capacity - self.before

    @property
    def left_before_abs(self) -> Decimal:
        return abs(self.left_before or Decimal(0))

    @property
    def short_by(self) -> Decimal:
        return max(-self.left, Decimal(0))

    @property
    def meets(self) -> list[str]:
        """Who is in the window with how many hours, the largest first."""
        few = len(self.departments) <= FEW
        return _told(self.departments if few else self.departments[: FEW - 1])

    @property
    def others(self) -> tuple[tuple[str, Decimal], ...]:
        """The smaller ones behind a fold; with `meets` they add up to the demand."""
        few = len(self.departments) <= FEW
        return () if few else self.departments[FEW - 1 :]

    @property
    def others_told(self) -> list[str]:
        return _told(self.others)

    @property
    def others_hours(self) -> Decimal:
        return sum((h for _name, h in self.others), Decimal(0))

    @property
    def between(self) -> str:
        """The tightest window as two dates, the last day inside."""
        if self.window is None:
            return ""
        first, last = local(self.window[0]).date(), last_day(self.window[1])
        if first >= last:
            return cell_day(first)
        return f"{cell_day(first)}–{cell_day(last)}"

    @property
    def late(self) -> bool:
        """Would another due than the one asked for be needed, and is there one?"""
        return self.shape == "short" and self.earliest is not None

    def picture(self) -> SafeString:
        if self.shape == "unknown":
            return bullet(None, None)
        if self.added is None:
            return bullet(self.demand, self.capacity)
        return bullet(self.before, self.capacity, self.added)


def _told(departments: Sequence[tuple[str, Decimal]]) -> list[str]:
    gap, comma = ("", "、") if chinese() else (" ", ", ")
    told = [f"{name}{gap}{hours_text(h)}" for name, h in departments]
    return [*(f"{one}{comma}" for one in told[:-1]), *told[-1:]]
