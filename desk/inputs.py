"""Reading what other systems send: strict types, and no field that nobody knows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.drainage import set_override
from rest_framework import serializers

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
YEARS = range(2000, 2101)
_NAMED: dict[str, list[str]] = {}


class Input(serializers.Serializer[Any]):
    """A body whose members are all known; every other one is an error."""

    def to_internal_value(self, data: Any) -> Any:
        problems: dict[Any, Any] = {}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            problems, values = dict(error.detail), {}
        if isinstance(data, Mapping):
            for name in [n for n in data if n not in self.fields][:20]:
                problems[str(name)] = [_("There is no such field.")]
        if problems:
            raise serializers.ValidationError(problems)
        return values


class Text(serializers.CharField):
    """A string; numbers are not taken for one."""

    def __init__(self, max_length: int, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Enum(serializers.ChoiceField):
    """A choice that carries its own name in the schema."""

    def __init__(self, name: str, values: Iterable[str], **options: Any) -> None:
        kept = list(values)
        if _NAMED.setdefault(name, kept) != kept:
            raise ImproperlyConfigured(f"{name} already names another choice")
        super().__init__(choices=kept, **options)
        set_override(self, "field", {"type": "string", "enum": kept})
        set_override(self, "field_component_name", name)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=type(data).__name__)
        return str(super().to_internal_value(data))


class Day(serializers.DateField):
    """YYYY-MM-DD between 2000 and 2100."""

    default_error_messages = {
        "day": gettext_lazy("A day between 2000 and 2100 is written 2026-06-03.")
    }

    def to_internal_value(self, value: Any) -> dt.date:
        if not isinstance(value, str) or not DAY.fullmatch(value):
            self.fail("day")
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            self.fail("day")
        if day.year not in YEARS:
            self.fail("day")
        return day


class Nothing(Input):
    """Nothing to say."""


class WhyIn(Input):
    reason = Text(2000)
