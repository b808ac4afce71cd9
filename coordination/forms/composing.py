"""The composer's form: what was typed becomes facts; the rules judge elsewhere."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coordination.core.facts import units
from coordination.forms.fields import (
    TOO_LONG,
    ClockField,
    DayField,
    IdsField,
    WordsField,
    ends,
    starts,
)
from coordination.forms.lookups import (
    chosen_stations,
    leaders_of,
    parent_named,
    unknown_officers,
)
from coordination.targets import Pasted, Row, read, replaced
from organization.models import Department, Station, User
from tasking.content import Content, Override, Targets
from tasking.models import EVENT_KINDS, DeadlineClass, Directive, Kind
from tasking.rules import check

# The rules speak of start and end for events; the form has one pair of fields.
_FIELD_OF = {"start": "release", "end": "due", "overrides": "stations"}
# What the trial run rests on; the words of the task may still be missing.
TRIAL_FIELDS = frozenset(
    {"kind", "release", "release_time", "due", "due_time", "effort_hours", "stations"}
    | {"max_officers", "officers", "posts", "attendees", "priority", "pasted"}
    | {"requester", "groups", "bureaus"}
)
POSTS = [("chief", _("The chief")), ("instructor", _("The political instructor"))]
PRIORITIES = [(0, _("Routine")), (10, _("Urgent")), (20, _("Most urgent"))]
_OVERRIDE = re.compile(r"^(due|effort)_(\d{1,17})$", re.ASCII)


def _text(label: Any, rows: int = 0, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label, widget=widget, required=False, error_messages=TOO_LONG, **kwargs
    )


def _number(label: Any, **kwargs: Any) -> forms.DecimalField:
    invalid = {"invalid": _("Write a number, for instance 12.5.")}
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label, required=False, error_messages=invalid, widget=widget, **kwargs
    )


class DirectiveForm(forms.Form):
    """Every field is optional here: what a task must have is the rules' business."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = _text(_("Title"), max_length=120)
    reserved = forms.BooleanField(label=_("Reserved strength"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, required=False)
    deadline_class = forms.ChoiceField(
        label=_("Deadline class"),
        choices=DeadlineClass.choices,
        widget=forms.RadioSelect(attrs={"class": "btn-check"}),
        required=False,
    )
    intent = _text(_("Intent"), rows=2, max_length=4000)
    basis = _text(_("Basis"), max_length=200)
    standard = _text(_("Done when"), rows=2, max_length=4000)
    data_items = WordsField(label=_("Data asked for"))
    effort_hours = _number(_("Effort per station"), max_digits=16)
    max_officers = _number(_("Most officers at once"), max_digits=7, decimal_places=3)
    officers = _number(_("Officers needed"), max_digits=7, decimal_places=3)
    posts = forms.MultipleChoiceField(
        label=_("Who must attend"),
        choices=POSTS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    attendees = WordsField(label=_("Others, by police number"), most=100)
    release, release_time = DayField(label=_("Start")), ClockField(label=_("Time"))
    due, due_time = DayField(label=_("Due")), ClockField(label=_("Time"))
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=PRIORITIES, coerce=int, required=False
    )
    parent = _text(_("Part of task number"), max_length=40)
    stations, groups, bureaus = IdsField(), IdsField(), IdsField()
    pasted = _text(_("Pasted list"), rows=4, max_length=200_000, strip=False)
    declared = forms.BooleanField(
        label=_("Nothing classified is in it"), required=False
    )
    reason = _text(_("Reason for issuing into a conflict"), rows=2, max_length=2000)

    def __init__(
        self, *args: Any, user: User, requesters: Sequence[Department], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.requesters = requesters
        self.pasted_list = Pasted()
        self.stations_found: list[Station] = []
        self.fields["requester"] = forms.TypedChoiceField(
            label=_("In the name of"),
            choices=[(one.pk, one.label) for one in requesters],
            coerce=int,
            required=False,
        )
        self.fields["approver"] = forms.ModelChoiceField(
            label=_("Leader in charge"),
            queryset=leaders_of(self.department.bureau),
            required=False,
            empty_label="",
        )

    @property
    def department(self) -> Department:
        """The department chosen, else the first the user may act for."""
        chosen = self.data.get("requester") or self.initial.get("requester")
        known = {str(one.pk): one for one in self.requesters}
        return known.get(str(chosen), self.requesters[0])

    @property
    def is_event(self) -> bool:
        return self["kind"].value() in EVENT_KINDS

    @property
    def more_open(self) -> bool:
        """Does something stand in the folded part, or need another look there?"""
        folded = ("data_items", "max_officers", "priority", "approver", "parent")
        used = any(self[name].value() not in (None, "", "0", 0) for name in folded)
        return (
            used
            or bool(self["reserved"].value())
            or any(name in self.errors for name in (*folded, "reserved"))
        )

    @property
    def pasted_rows(self) -> list[tuple[Row, str]]:
        """Rows of the pasted list, each with the list as it would be put right."""
        text = str(self["pasted"].value() or "")
        return [
            (row, replaced(text, row) if row.suggestion else "")
            for row in self.pasted_list.rows
        ]

    @property
    def kept_overrides(self) -> list[tuple[str, str]]:
        return [(f"{name}_{pk}", text) for name, pk, text in self.raw_overrides()]

    def ids(self, name: str) -> list[int]:
        """The ids ticked in one of the picker's lists, as far as they are ids."""
        sent = self[name].value() or ()
        return [int(one) for one in sent if str(one).isdecimal()]

    def clean_pasted(self) -> str:
        text: str = self.cleaned_data["pasted"] or ""
        if text.strip():
            self.pasted_list = read(text, self.department.bureau)
        for row in self.pasted_list.problems:
            self.add_error("pasted", row.problem)
        return text

    def clean_parent(self) -> Directive | None:
        return parent_named(self.cleaned_data["parent"], self.department.bureau)

    def clean(self) -> dict[str, Any]:
        got = self.cleaned_data
        found, missing = chosen_stations(
            self.user,
            self.department.bureau,
            got.get("stations") or [],
            groups=got.get("groups") or [],
            bureaus=got.get("bureaus") or [],
        )
        by_id = {station.pk: station for station in found}
        by_id |= {station.pk: station for station in self.pasted_list.stations}
        self.stations_found = [by_id[pk] for pk in sorted(by_id)]
        if missing:
            self.add_error("stations", _("A station chosen here no longer exists."))
        first, last = got.get("release"), got.get("due")
        # As instants these may just touch: the end of one day is the next one's start.
        if first and last and last < first:
            self.add_error("due", _("The due date lies before the start."))
        elif first and last and self.stations_found and self.is_event:
            self._check_attendees(first, last)
        return got

    def _check_attendees(self, first: dt.date, last: dt.date) -> None:
        numbers = self.cleaned_data.get("attendees") or ()
        missing = unknown_officers(numbers, self.stations_found, first, last)
        if missing:
            text = _("Nobody at these stations has the number %(numbers)s.")
            values = {"numbers": "、".join(missing)}
            self.add_error("attendees", ValidationError(text, params=values))

    def content(self) -> Content:
        """The facts as far as they could be read."""
        got = self.cleaned_data.get
        kind = got("kind") or ""
        event = kind in EVENT_KINDS
        hours = None if event else got("effort_hours")
        people = (*(got("posts") or ()), *(got("attendees") or ()))
        return Content(
            title=got("title") or "",
            kind=kind,
            intent=got("intent") or "",
            basis=got("basis") or "",
            standard=got("standard") or "",
            data_items=got("data_items") or (),
            deadline_class=got("deadline_class") or DeadlineClass.NEGOTIABLE,
            release=starts(got("release"), got("release_time")),
            due=ends(got("due"), got("due_time")),
            effort_units=None if hours is None else units(hours),
            max_officers=None if event else got("max_officers"),
            officers=got("officers") if event else None,
            attendees=people if event else (),
            priority=got("priority") or 0,
            parent=got("parent"),
            approver=got("approver"),
            reserved=bool(got("reserved")),
        )

    def targets(self) -> Targets:
        chosen = tuple(station.pk for station in self.stations_found)
        return Targets(chosen, self.overrides(set(chosen)))

    def overrides(self, chosen: set[int]) -> dict[int, Override]:
        """Dates and hours of single stations; of stations no longer chosen, none."""
        dues: dict[int, dt.datetime | None] = {}
        efforts: dict[int, int] = {}
        for name, pk, text in self.raw_overrides():
            if pk not in chosen or not text or self.is_event:
                continue
            if name == "due":
                dues[pk] = read_end(text)
            elif text.isdecimal():
                efforts[pk] = int(text)
        return {pk: Override(dues.get(pk), efforts.get(pk)) for pk in {*dues, *efforts}}

    def raw_overrides(self) -> Iterator[tuple[str, int, str]]:
        """(due or effort, station, text as sent)."""
        for name, value in (self.data if self.is_bound else self.initial).items():
            found = _OVERRIDE.match(name)
            if found:
                yield found[1], int(found[2]), str(value)[:40]

    def judge(self, now: dt.datetime) -> None:
        """Let the rules speak about every field that could be read."""
        self.full_clean()
        try:
            check(self.content(), self.targets(), requester=self.department, now=now)
        except ValidationError as error:
            self.refuse(error, only_new=True)

    def refuse(self, error: ValidationError, *, only_new: bool = False) -> None:
        """Put a service's refusal beside the fields it concerns."""
        for name, messages in error.message_dict.items():
            field = _FIELD_OF.get(name, name)
            place = field if field in self.fields else None
            if not (only_new and place and place in self.errors):
                self.add_error(place, [*messages])


def read_end(text: str) -> dt.datetime | None:
    """An override's due: a date, or a date and a time."""
    try:
        day, _sep, clock = text.partition("T")
        return ends(
            dt.date.fromisoformat(day), dt.time.fromisoformat(clock) if clock else None
        )
    except (ValueError, OverflowError):
        return None
