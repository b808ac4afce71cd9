"""The audit trail as auditors narrow it: acts, and changes of rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from organization import wording
from organization.models import AuditEvent, AuditSeal, RowChange, SafetyRun
from organization.sealed.chain import code
from organization.unit_codes import codes_called

ABOUT = dt.timedelta(days=1)
"""Numbers of transactions begin anew in a restored database: an act and its changes
have one number and about the same time."""
ALL = ("", pgettext_lazy("choice", "All"))


class Narrowing(forms.Form):
    """What both lists are narrowed by: a person, an act, an object, a unit, days."""

    q = forms.CharField(label=gettext_lazy("Name"), required=False)
    object = forms.CharField(label=gettext_lazy("Subject"), required=False)
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False)
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
            found = found.filter(_called(told["action"].strip()))
        if "unit" in told:
            found = found.filter(unit_code__in=codes_called(told["unit"]))
        if "outcome" in told:
            found = found.filter(outcome=told["outcome"])
        if "object" in told:
            tables, number = _object(told["object"])
            kinds = [name.replace("_", ".", 1) for name in tables]
            found = found.filter(subject_type__in=kinds)
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
    field_order = ("q", "object", "unit", "operation", "since", "until", "act")

    def rows(self) -> QuerySet[RowChange]:
        """The latest first."""
        told = self.told
        found = RowChange.objects.filter(self.days()).order_by("-pk")
        if "q" in told:
            found = found.filter(user__name__icontains=told["q"].strip())
        if "operation" in told:
            found = found.filter(operation=told["operation"])
        if "object" in told:
            tables, number = _object(told["object"])
            found = found.filter(table_name__in=tables)
            if number:
                found = found.filter(row_id=number)
        if "unit" in told:
            found = found.filter(_of_unit(codes_called(told["unit"])))
        if "act" in told:
            found = found.filter(_of_act(told["act"]))
        return found.select_related("user")


def _of_act(number: int) -> Q:
    """Rows that were changed in the same transaction as the act."""
    act = AuditEvent.objects.filter(pk=number).first()
    if act is None or act.tx is None:
        return Q(pk__in=())
    return Q(tx=act.tx, at__gt=act.at - ABOUT, at__lt=act.at + ABOUT)


def _of_unit(codes: list[str]) -> Exists:
    """Rows that were changed together with an act of the unit, in one transaction: of a
    row that was changed past all acts nothing says whose it was by then."""
    acts = AuditEvent.objects.filter(
        tx=OuterRef("tx"),
        unit_code__in=codes,
        at__gt=OuterRef("at") - ABOUT,
        at__lt=OuterRef("at") + ABOUT,
    )
    return Exists(acts)


def _called(text: str) -> Q:
    """By the words of acts, or by how their names in the code begin."""
    return Q(action__startswith=text) | Q(action__in=wording.acts_called(text))


def _object(text: str) -> tuple[list[str], str]:
    """«Task 12», «tasking.directive 12» -> (["tasking_directive"], "12")."""
    kind, _gap, number = text.strip().rpartition(" ")
    if not kind or not number.isdecimal():
        kind, _gap, number = text.strip(), "", ""
    named = wording.tables_called(kind)
    return named or [kind.replace(".", "_", 1).lower()], number


def _morning(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


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
