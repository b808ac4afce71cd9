"""The composer's form: what was typed becomes facts; the rules judge elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from coordination.core.facts import units
from coordination.forms.caps import CapFields
from coordination.forms.costing import CostFields
from coordination.forms.fields import (
    TOO_LONG,
    ClockField,
    DayField,
    WordsField,
    ends,
    number,
    starts,
)
from coordination.forms.lookups import (
    chosen_stations,
    leaders_of,
    parent_named,
    unknown_officers,
)
from coordination.forms.own import PLACES, Own, raw_fields, read_own
from coordination.forms.places import PlaceFields, typed_ways
from coordination.forms.stations import StationsForm
from coordination.parts import PARTS, is_piece, lacking
from coordination.services.pieces import check_piece
from desk.collisions import Collision
from organization.models import Department, Station, User
from tasking.content import Content, Override, Targets
from tasking.models import EVENT_KINDS, DeadlineClass, Directive, Kind, TaskClass
from tasking.rules import check

# The rules speak of start and end for events; the form has one pair of fields.
_FIELD_OF = {"start": "release", "end": "due", "overrides": "stations"}
_FIELD_OF |= {"travel": "stations"}
# What the trial run rests on; the words of the task may still be missing.
TRIAL_FIELDS = frozenset(
    {"kind", "release", "release_time", "due", "due_time", "effort_hours", "stations"}
    | {"max_officers", "officers", "posts", "attendees", "priority", "pasted"}
    | {"requester", "groups", "bureaus"}
)
POSTS = [
    ("chief", _("The chief")),
    ("instructor", _("The political instructor")),
    ("deputies", _("All deputy chiefs")),
    ("clerks", _("The station clerks")),
    ("community", _("All community officers")),
    ("investigators", _("All case officers")),
]
PRIORITIES = [(0, _("Routine")), (10, _("Urgent")), (20, _("Most urgent"))]
MOST_STATIONS = 400  # beyond this the trial run is made on issuing only
_FEW = 3  # stations named where what differs there is wrong


def _text(label: Any, rows: int = 0, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label, widget=widget, required=False, error_messages=TOO_LONG, **kwargs
    )


class DirectiveForm(PlaceFields, CapFields, CostFields, StationsForm):
    """Every field is optional here: what a task must have is the rules' business."""

    collision: Collision | None = None
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
    task_class = forms.ChoiceField(
        label=_("Task class"),
        choices=TaskClass.choices,
        widget=forms.RadioSelect(attrs={"class": "btn-check"}),
        required=False,
    )
    intent = _text(_("Intent"), rows=2, max_length=4000)
    basis = _text(_("Basis"), max_length=200)
    standard = _text(_("Done when"), rows=2, max_length=4000)
    data_items = WordsField(label=_("Data asked for, or what is looked at"))
    effort_hours = number(_("Effort per station"), max_digits=16)
    max_officers = number(_("Most officers at once"), max_digits=7, decimal_places=3)
    officers = number(_("Officers needed"), max_digits=7, decimal_places=3)
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
    declared = forms.BooleanField(
        label=_("Nothing classified is in it"), required=False
    )
    reason = _text(_("Reason for issuing into a conflict"), rows=2, max_length=2000)

    def __init__(
        self, *args: Any, user: User, requesters: Sequence[Department], **kwargs: Any
    ) -> None:
        super().__init__(*args, user=user, requesters=requesters, **kwargs)
        self.stations_found: list[Station] = []
        self.own: dict[int, Own] = {}
        self.fields["approver"] = forms.ModelChoiceField(
            label=_("Leader in charge"),
            queryset=leaders_of(self.department.bureau),
            required=False,
            empty_label="",
        )

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
    def own_shown(self) -> list[Own]:
        """Chosen stations to be drawn without a verdict, with what differs there.

        Of very many only those where something does; of a stored draft as stored.
        """
        if self.is_bound:
            rows = list(self.own.values())
        else:
            chosen = Station.objects.filter(pk__in=self.ids("stations"))
            rows = list(read_own(self.initial, chosen.order_by("code"), {}).values())
        return rows if len(rows) <= MOST_STATIONS else [o for o in rows if o.open]

    @property
    def waiting(self) -> list[tuple[str, str]]:
        """Fields not drawn that must not be lost: of events, of stations not chosen."""
        drawn = () if self.is_event else self.own
        shown = {way.station.pk for way in self.ways}
        ways = typed_ways(self.data).items()
        return [(f"travel_{pk}", text) for pk, text in ways if pk not in shown] + [
            (f"{name}_{pk}", text)
            for pk, typed in raw_fields(self.data).items()
            if pk not in drawn
            for name, text in typed.items()
        ]

    def clean_pasted(self) -> str:
        text = super().clean_pasted()
        if self.is_event and self.pasted_list.hours:
            self.add_error("pasted", _("An event has no hours: paste names only."))
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
        self.own = read_own(self.data, self.stations_found, self.pasted_list.hours)
        self._tell_own()
        self.check_ways()
        first, last = got.get("release"), got.get("due")
        # As instants these may just touch: the end of one day is the next one's start.
        if first and last and last < first:
            self.add_error("due", _("The due date lies before the start."))
        elif first and last and self.stations_found and self.is_event:
            self._check_attendees(first, last)
        return got

    def _tell_own(self) -> None:
        """Say at the list of stations where something is wrong; it stands there too."""
        if self.is_event:
            return
        wrong = [own for own in self.own.values() if own.errors]
        for own in wrong[:_FEW]:
            values = {
                "station": own.station.label,
                "message": " ".join(m for told in own.errors.values() for m in told),
            }
            message = ValidationError(_("%(station)s: %(message)s"), params=values)
            self.add_error("stations", message)
        if len(wrong) > _FEW:
            more = ngettext_lazy(
                "%(n)s more station needs another look.",
                "%(n)s more stations need another look.",
                "n",
            )
            left = {"n": len(wrong) - _FEW}
            self.add_error("stations", ValidationError(more, params=left))

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
            task_class=got("task_class") or TaskClass.PRESCRIBED,
            deadline_class=got("deadline_class") or DeadlineClass.NEGOTIABLE,
            release=starts(got("release"), got("release_time")),
            due=ends(got("due"), got("due_time")),
            effort_units=None if hours is None else units(hours),
            max_officers=None if event else got("max_officers"),
            officers=got("officers") if event else None,
            attendees=people if event else (),
            venue=(got("venue") or "") if event else "",
            place=(got("place") or "") if event else "",
            priority=got("priority") or 0,
            parent=got("parent"),
            approver=got("approver"),
            reserved=bool(got("reserved")),
        )

    def targets(self) -> Targets:
        ids = tuple(one.pk for one in self.stations_found)
        if self.is_event:
            return Targets(ids, self.own_ways())
        differ = self.own
        found = {pk: o.override for pk, o in differ.items() if o.override != Override()}
        return Targets(ids, found)

    def judge(self, now: dt.datetime) -> None:
        """Let the rules speak about every field that could be read."""
        self.full_clean()
        try:
            check(self.content(), self.targets(), requester=self.department, now=now)
        except ValidationError as error:
            self.refuse(error, only_new=True)

    def judge_piece(self) -> None:
        """Let the office's rules speak too, before it is sent."""
        try:
            check_piece(self.content(), self.targets(), self.department.bureau)
        except ValidationError as error:
            self.refuse(error, only_new=True)

    @property
    def parts(self) -> list[tuple[str, str, bool]]:
        """(name, label, said) of each part of a standard piece; none of an order."""
        self.is_valid()
        content = self.content()
        if not is_piece(content):
            return []
        empty = lacking(content, self.targets())
        return [(name, str(told), name not in empty) for name, told in PARTS.items()]

    @property
    def lacks_parts(self) -> bool:
        return not all(said for _name, _label, said in self.parts)

    @property
    def way(self) -> str:
        """Where it goes when it is sent: `office`, `leader` or `stations`."""
        bureau = self.department.bureau
        chosen = str(self["task_class"].value() or "")
        passes = chosen != TaskClass.COMMAND and not self["reserved"].value()
        if bureau.admission_gate and passes:
            return "office"
        return "leader" if bureau.approver_required else "stations"

    def refuse(self, error: ValidationError, *, only_new: bool = False) -> None:
        """Put a service's refusal beside the fields it concerns."""
        of_stations = {}
        for name, messages in error.message_dict.items():
            code, _dot, member = name.removeprefix("overrides.").partition(".")
            if member:
                of_stations[code, member] = messages
                continue
            field = _FIELD_OF.get(name, name)
            place = field if field in self.fields else None
            if not (only_new and place and place in self.errors):
                self.add_error(place, [*messages])
        by_code = {own.station.code: own for own in self.own.values()}
        for (code, member), messages in of_stations.items():
            if code in by_code:
                by_code[code].refuse(PLACES[member], messages)
        if of_stations and "stations" not in self.errors:
            self._tell_own()
