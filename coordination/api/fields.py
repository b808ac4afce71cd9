"""How times and hours are read and written."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coordination.core import facts
from desk.inputs import DAY, YEARS
from personnel.presence import ZONE

MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?",
    re.ASCII,
)
_MOMENT = {"type": "string", "format": "date-time"}


@extend_schema_field({"oneOf": [{"type": "string", "format": "date"}, _MOMENT]})
class Moment(serializers.Field[Any, Any, Any, Any]):
    """An instant; without an offset it is Shanghai time.

    A day alone is its start, or with `ends` its end, the next local midnight.
    """

    default_error_messages = {
        "moment": _("Write a day as 2026-06-03, a time as 2026-06-03T18:00."),
        "years": _("Between the years 2000 and 2100."),
    }

    def __init__(self, *, ends: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.ends = ends

    def to_internal_value(self, data: Any) -> dt.datetime:
        if not isinstance(data, str) or len(data) > 40:
            self.fail("moment")
        whole_day = DAY.fullmatch(data) is not None
        if not whole_day and not MOMENT.fullmatch(data):
            self.fail("moment")
        try:
            moment = dt.datetime.fromisoformat(data)
        except ValueError:
            self.fail("moment")
        if moment.year not in YEARS:
            self.fail("years")
        if whole_day and self.ends:
            moment += dt.timedelta(days=1)
        return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)

    def to_representation(self, value: dt.datetime) -> str:
        return iso(value)


class At(serializers.DateTimeField):
    """An instant as ISO 8601 with the offset of Shanghai."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, default_timezone=ZONE, **options)


@extend_schema_field({"type": "number", "format": "double"})
class Hours(serializers.Field[Any, Any, Any, Any]):
    """Work units as officer-hours, a number with at most six decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: int) -> float:
        return float(facts.hours(value))


@extend_schema_field({"type": "array", "items": _MOMENT, "minItems": 2, "maxItems": 2})
class Window(serializers.Field[Any, Any, Any, Any]):
    """A half-open window as [start, end]."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: tuple[dt.datetime, dt.datetime]) -> list[str]:
        return [iso(moment) for moment in value]


class HoursIn(serializers.DecimalField):
    """Officer-hours as a number or a string, at most six decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=16, decimal_places=6, **options)

    def to_internal_value(self, data: Any) -> Any:
        """In work units, rounded half up."""
        if isinstance(data, bool):
            self.fail("invalid")
        return facts.units(super().to_internal_value(data))


class Heads(serializers.DecimalField):
    """A number of officers with at most three decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=7, decimal_places=3, **options)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)

    def to_representation(self, value: Any) -> Any:
        return float(value)


def iso(moment: dt.datetime) -> str:
    """ISO 8601 in Shanghai time, to the second."""
    return timezone.localtime(moment, ZONE).isoformat()
