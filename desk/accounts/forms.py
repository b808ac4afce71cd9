"""What who keeps the accounts types: whose they are, which roles they hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.days_form import NO_CHOICE, DaysForm
from desk.fields import DayField, one_line
from desk.reasons import ReasonForm
from organization.models import Bureau, Department, Role, Station
from organization.services.accounts import HELD_IN, Unit
from organization.wall import lifted


class Needed(ReasonForm):
    """A form in which `needed` must be filled in, and say so before they are sent."""

    needed: tuple[str, ...] = ("reason",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.needed:
            field = self.fields[name]
            field.required = True
            field.error_messages["required"] = _("This must be filled in.")


class NewAccountForm(Needed):
    """Whose it is, and why."""

    needed = ("username", "name", "reason")

    username = one_line(gettext_lazy("User name"), 60, spellcheck="false")
    name = one_line(gettext_lazy("Name"), 60)
    field_order = ("username", "name", "reason")

    def typed(self, name: str) -> str:
        return str(self._got(name) or "")


class EndForm(ReasonForm):
    """From which day on, and why."""

    on = DayField(label=gettext_lazy("First day without it"))
    field_order = ("on", "reason")

    @property
    def first_without(self) -> dt.date:
        """ValidationError, with the field marked, where it is missing."""
        found: dt.date | None = self._got("on")
        if found is None:
            raise ValidationError({"on": [_("This must be filled in.")]})
        return found


class RoleForm(Needed, DaysForm):
    """Which role, where, and on which days."""

    needed = ("unit", "first", "reason")
    open_end = True
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=Role.choices, error_messages=NO_CHOICE
    )
    unit = one_line(
        gettext_lazy("Unit"),
        120,
        list="units",
        placeholder=gettext_lazy("Code or name"),
    )
    field_order = ("role", "unit", "first", "last", "reason")

    def typed(self, name: str) -> str:
        return str(self._got(name) or "")

    def unit_meant(self) -> Unit:
        """By its code, or by a name that only one has. ValidationError else."""
        role, text = self._got("role") or "", (self._got("unit") or "").strip()
        found = units_named(role, text)
        if not found:
            raise ValidationError({"unit": [_("There is no open unit of this name.")]})
        if len(found) > 1:
            said = _("Several are called so: write the code, for instance %(code)s.")
            raise ValidationError({"unit": [said % {"code": found[0].code}]})
        return found[0]


def units_named(role: str, text: str) -> list[Unit]:
    """The one with this code, else those with this name; of kinds in which the role is
    held before others, of which the service says so."""
    kinds = (*HELD_IN.get(role, ()), Bureau, Department, Station)
    with lifted("who keeps the accounts gives roles in every unit"):
        for kind in kinds:
            row: Unit | None = kind.objects.open().filter(code=text).first()
            if row is not None:
                return [row]
        for kind in kinds:
            named = Q(name=text) | Q(short_name=text) | Q(name_en__iexact=text)
            if rows := list(kind.objects.open().filter(named).order_by("code")[:2]):
                return rows
    return []
