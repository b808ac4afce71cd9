"""Filters of the lists: `?station=…&state=…`. A value nobody knows is an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from organization.models import User

CODE = re.compile(r"[\w-]{1,32}")
NUMBER = re.compile(r"[0-9]{1,18}")


class Filter(Protocol):
    """Turns a value into a condition; None means that nobody knows the value."""

    def condition(self, value: str, user: User) -> Q | None: ...

    @property
    def schema(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class ByValue:
    """One of a few values; `special` maps a value to a condition of its own."""

    field: str
    values: Iterable[str]
    special: dict[str, Q] | None = None

    def condition(self, value: str, user: User) -> Q | None:
        if self.special and value in self.special:
            return self.special[value]
        return Q(**{self.field: value}) if value in self.values else None

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.values)}


@dataclass(frozen=True)
class ByUnit:
    """A unit the user sees, by code; `where` says what it means for a row."""

    model: type[Model]
    where: Callable[[Any], Q]

    def condition(self, value: str, user: User) -> Q | None:
        if not CODE.fullmatch(value):
            return None
        rows: Any = self.model._default_manager
        unit = rows.visible_to(user).filter(code=value).first()
        return None if unit is None else self.where(unit)

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": 32}


@dataclass(frozen=True)
class ByNumber:
    """The id of another object; one that is out of sight simply finds nothing."""

    field: str

    def condition(self, value: str, user: User) -> Q | None:
        found = NUMBER.fullmatch(value)
        return Q(**{self.field: int(value)}) if found else None

    @property
    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": 0}


class DeclaredFilters(BaseFilterBackend):
    """Applies the `filters` a view declares, by the name of the query parameter."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: Any
    ) -> QuerySet[Any]:
        if view.detail:
            return queryset
        problems = {}
        for name, rule in view.filters.items():
            value = request.query_params.get(name)
            if value is None:
                continue
            condition = rule.condition(value, view.user)
            if condition is None:
                problems[name] = [_("Nothing is known by this value.")]
            else:
                queryset = queryset.filter(condition)
        if problems:
            raise ValidationError(problems)
        return queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {"name": name, "in": "query", "required": False, "schema": rule.schema}
            for name, rule in view.filters.items()
        ]
