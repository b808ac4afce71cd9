"""The audit trail as auditors narrow it: acts, and changes of rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.apps import apps
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from organization.models import AuditEvent, AuditSeal, RowChange, SafetyRun
from organization.sealed.chain import code

ABOUT = dt.timedelta(days=1)
"""Numbers of transactions begin anew in a restored database: an act and its changes
have one number and about the same time."""
ALL = ("", pgettext_lazy("choice", "All"))
SHORT = 200
"""Signs of one value that a page shows; a file holds all of it."""


class Narrowing(forms.Form):
    """What both lists are narrowed by: a person, an object, days."""

    q = forms.CharField(label=gettext_lazy("Name"), required=False)
    object = forms.CharField(label=gettext_lazy("Subject"), required=False)
    since = forms.DateField(
        label=pgettext_lazy("day", "From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=pgettext_lazy("day", "To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, given: QueryDict) -> None:
        super().__init__({n: str(given[n]).replace("\0", "") for n in given})
        for name, field in self.fields.items():
            select = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if select else "form-control"
            if name in self.data and self.has_error(name):
                field.widget.attrs["aria-invalid"] = "true"

    @property
    def told(self) -> dict[str, Any]:
        """What was given and can be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def words(self) -> list[str]:
        return [str(value) for value in self.told.values()]

    @property
    def query(self) -> str:
        """For links to other pages of the list, ending with & when not empty."""
        told = self.told
        return f"{urlencode(told)}&" if told else ""

    def days(self) -> Q:
        told, found = self.told, Q()
        if "since" in told:
            found &= Q(at__gte=_morning(told["since"]))
        if "until" in told:
            found &= Q(at__lt=_morning(told["until"] + dt.timedelta(days=1)))
        return found


class ActNarrowing(Narrowing):
    action = forms.CharField(label=gettext_lazy("Act"), required=False)
    unit = forms.CharField(label=gettext_lazy("Unit code"), required=False)
    outcome = forms.ChoiceField(
        label=pgettext_lazy("an act", "Outcome"),
        required=False,
        choices=[ALL, *AuditEvent.Outcome.choices],
    )
    field_order = ("q", "action", "object", "unit", "outcome", "since", "until")

    def rows(self) -> QuerySet[AuditEvent]:
        """The latest first."""
        told = self.told
        found = AuditEvent.objects.latest_of(told.get("q", "")).filter(self.days())
        if "action" in told:
            found = found.filter(action__startswith=told["action"].strip())
        if "unit" in told:
            found = found.filter(unit_code=told["unit"].strip())
        if "outcome" in told:
            found = found.filter(outcome=told["outcome"])
        if "object" in told:
            kind, number = _object(told["object"])
            found = found.filter(subject_type__iexact=kind.replace("_", ".", 1))
            if number.isdecimal():
                found = found.filter(subject_id=int(number[:18]))
        return found


class ChangeNarrowing(Narrowing):
    operation = forms.ChoiceField(
        label=pgettext_lazy("a row", "What was done"),
        required=False,
        choices=[ALL, *RowChange.Operation.choices],
    )
    act = forms.IntegerField(
        required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62
    )
    field_order = ("q", "object", "operation", "since", "until", "act")

    def rows(self) -> QuerySet[RowChange]:
        """The latest first."""
        told = self.told
        found = RowChange.objects.filter(self.days()).order_by("-pk")
        if "q" in told:
            found = found.filter(user__name__icontains=told["q"].strip())
        if "operation" in told:
            found = found.filter(operation=told["operation"])
        if "object" in told:
            kind, number = _object(told["object"])
            found = found.filter(table_name=kind.replace(".", "_", 1).lower())
            if number:
                found = found.filter(row_id=number)
        if "act" in told:
            found = found.filter(_of_act(told["act"]))
        return found.select_related("user")


def _of_act(number: int) -> Q:
    """Rows that were changed in the same transaction as the act."""
    act = AuditEvent.objects.filter(pk=number).first()
    if act is None or act.tx is None:
        return Q(pk__in=())
    return Q(tx=act.tx, at__gt=act.at - ABOUT, at__lt=act.at + ABOUT)


def _object(text: str) -> tuple[str, str]:
    """«tasking.directive 12» -> ("tasking.directive", "12")."""
    kind, _gap, number = text.strip().partition(" ")
    return kind, number.strip()


def _morning(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


@dataclass(frozen=True)
class Shown:
    """A change of a row, with the act it belongs to where there is one."""

    row: RowChange
    act: AuditEvent | None

    @property
    def who(self) -> str:
        """The person, or the role of the database under which nobody was named."""
        if self.row.user is not None:
            return self.row.user.name
        if self.act is not None and self.act.actor_name:
            return self.act.actor_name
        return _("nobody named (%(role)s)") % {"role": self.row.role}

    @property
    def what(self) -> str:
        """What kind of row it is, in words."""
        model = _models().get(self.row.table_name)
        return str(model._meta.verbose_name) if model else self.row.table_name

    @property
    def lines(self) -> list[str]:
        return list(self._told(SHORT))

    @property
    def text(self) -> str:
        return "\n".join(self._told(None))

    def _told(self, most: int | None) -> Iterable[str]:
        for column, value in sorted(self.row.changes.items()):
            if self.row.operation == RowChange.Operation.UPDATE:
                before, after = (_plain(one)[:most] for one in value)
                yield f"{column}: {before} → {after}"
            else:
                yield f"{column}: {_plain(value)[:most]}"


def dressed(rows: Iterable[RowChange]) -> list[Shown]:
    """Each with its act; one query for any number."""
    there = list(rows)
    acts = AuditEvent.objects.filter(tx__in={r.tx for r in there}).order_by("-pk")
    found = {act.tx: act for act in acts}
    shown = []
    for row in there:
        act = found.get(row.tx)
        near = act is not None and abs(act.at - row.at) < ABOUT
        shown.append(Shown(row, act if near else None))
    return shown


def _plain(value: Any) -> str:
    return "–" if value is None else str(value)


@cache
def _models() -> dict[str, Any]:
    models = apps.get_models(include_auto_created=True)
    return {m._meta.db_table: m for m in models if not m._meta.proxy}


@dataclass(frozen=True)
class Seals:
    """The last seal, and what came of reading the trail against all of them."""

    last: AuditSeal | None
    checked: SafetyRun | None

    @property
    def code(self) -> str:
        return code(self.last.number, self.last.digest) if self.last else ""

    @property
    def problem(self) -> str:
        return self.checked.told if self.checked else ""


def seals() -> Seals:
    """Two queries."""
    last = AuditSeal.objects.defer("event_marks", "change_marks")
    runs = SafetyRun.objects.filter(kind=SafetyRun.Kind.AUDIT)
    return Seals(
        last.order_by("-number").first(), runs.order_by("-ended_at", "-pk").first()
    )
