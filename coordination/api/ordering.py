"""From the body of a request to a task: first the syntax, then the codes."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError as BadInput

from coordination.api.fields import Heads, HoursIn, Moment
from coordination.relays import relayable
from coordination.services.issuing import stored
from desk.inputs import Enum, Input, Text
from organization.models import Bureau, Department, Station, StationGroup, User
from organization.permissions import may
from organization.services.problems import Problems
from tasking.content import Content, Override
from tasking.models import (
    EVENT_KINDS,
    LONGEST_WAY,
    DeadlineClass,
    Directive,
    Kind,
    TaskClass,
    Venue,
)

Requester = Department | Station
OPTIONAL: dict[str, Any] = {"required": False, "allow_null": True}
BLANK: dict[str, Any] = {"required": False, "allow_blank": True}

# What only work has, and what only events have, with the fact each one fills.
OF_WORK = {
    "release": "release",
    "due": "due",
    "effort_hours": "effort_units",
    "max_officers": "max_officers",
}
OF_EVENTS = {
    "start": "release",
    "end": "due",
    "officers": "officers",
    "attendees": "attendees",
    "venue": "venue",
    "place": "place",
}
_NOBODY: dict[str, Any] = {"attendees": (), "venue": "", "place": ""}
PLAIN = (
    "title",
    "kind",
    "intent",
    "basis",
    "standard",
    "data_items",
    "task_class",
    "deadline_class",
    "priority",
    "reserved",
)


class OverrideIn(Input):
    """What differs at one station; what is left out is as for all."""

    effort_hours = HoursIn(**OPTIONAL)
    due = Moment(ends=True, **OPTIONAL)
    travel_minutes = serializers.IntegerField(
        min_value=0,
        max_value=LONGEST_WAY,
        **OPTIONAL,
        help_text="One way to an event at headquarters; else what the bureau keeps.",
    )


class DirectiveChange(Input):
    """A draft's new values. Event kinds take start, end, officers, attendees, venue
    and place instead. Attendees are police numbers, or posts: chief, instructor,
    deputies, clerks, community, investigators."""

    title = Text(120, **BLANK)
    kind = Enum("DirectiveKind", Kind.values, required=False)
    intent = Text(4000, **BLANK)
    basis = Text(200, **BLANK)
    standard = Text(4000, **BLANK)
    data_items = serializers.ListField(child=Text(40), max_length=40, required=False)
    task_class = Enum("TaskClass", TaskClass.values, required=False)
    deadline_class = Enum("DeadlineClass", DeadlineClass.values, required=False)
    release = Moment(**OPTIONAL)
    due = Moment(ends=True, **OPTIONAL)
    effort_hours = HoursIn(**OPTIONAL)
    max_officers = Heads(**OPTIONAL)
    start = Moment(**OPTIONAL)
    end = Moment(ends=True, **OPTIONAL)
    officers = Heads(**OPTIONAL)
    attendees = serializers.ListField(child=Text(40), max_length=400, required=False)
    venue = Enum("Venue", ["", *Venue.values], required=False)
    place = Text(60, **BLANK)
    stations = serializers.ListField(child=Text(32), max_length=50_000, required=False)
    groups = serializers.ListField(child=Text(32), max_length=1000, required=False)
    overrides = serializers.DictField(
        child=OverrideIn(), required=False, help_text="By code of the station."
    )
    priority = serializers.IntegerField(min_value=-100, max_value=100, required=False)
    approver = Text(60, **OPTIONAL, allow_blank=True)
    parent = serializers.IntegerField(  # type: ignore[assignment]
        min_value=1, max_value=2**62, **OPTIONAL
    )
    reserved = serializers.BooleanField(required=False)


class UrgencyIn(Input):
    """Why it cannot wait, until when it is in force, and when it was phoned in."""

    reason = Text(2000)
    until = Moment(ends=True)
    ordered_at = Moment(**OPTIONAL)


class DirectiveIn(DirectiveChange):
    """A new task. Without `draft` it is issued at once; with `override` urgently, past
    the office and the signature, by those who may."""

    department = Text(32)
    kind = Enum("DirectiveKind", Kind.values)
    reason = Text(2000, **OPTIONAL, allow_blank=True)
    budget_reason = Text(
        2000,
        **OPTIONAL,
        allow_blank=True,
        help_text="Why it asks for more than the department's budget.",
    )
    draft = serializers.BooleanField(required=False, default=False)
    override = UrgencyIn(**OPTIONAL)


@dataclass(frozen=True)
class Order:
    """A task ready for a service."""

    content: Content
    stations: list[Station]
    overrides: dict[int, Override] = field(default_factory=dict)


def requester(user: User, code: str) -> Requester:
    """The department that asks; a station's code stands for its own plan."""
    rows = Department.objects.visible_to(user).select_related("bureau")
    found: Requester | None = rows.filter(code=code).first()
    if found is None:
        own = Station.objects.filter(pk__in=user.scope.stations)
        found = own.select_related("bureau").filter(code=code).first()
    if found is None:
        raise BadInput({"department": [_("There is no such department.")]})
    return found


def order(
    user: User, asks: Requester, data: dict[str, Any], base: Directive | None = None
) -> Order:
    """The task that `data` describes, over a draft `base` where it is silent."""
    before, targets = stored(base) if base else (None, None)
    kind = data.get("kind") or (before.kind if before else "")
    with Problems() as problems:
        changes = {name: data[name] for name in PLAIN if name in data}
        changes["data_items"] = tuple(
            data.get("data_items", before.data_items if before else ())
        )
        changes |= _timed(data, kind in EVENT_KINDS, problems)
        changes |= _people(asks, data, problems)
        named = "stations" in data or "groups" in data
        stations = stations_named(user, data, problems)
        if targets is not None and not named:
            stations = list(Station.objects.filter(pk__in=targets.stations))
        own = _overrides(data, stations, problems)
    if before is None or targets is None:
        return Order(Content(**({"title": ""} | changes)), stations, own)
    stored_as = before
    if (kind in EVENT_KINDS) != before.is_event:
        gone = OF_EVENTS if before.is_event else OF_WORK
        empty: Any = dict.fromkeys(gone.values())
        empty |= {name: none for name, none in _NOBODY.items() if name in empty}
        before = dataclasses.replace(before, **empty)
    content = dataclasses.replace(before, **changes)
    if "overrides" not in data and content.is_event == stored_as.is_event:
        chosen = {station.pk for station in stations}
        own = {pk: kept for pk, kept in targets.overrides.items() if pk in chosen}
    return Order(content, stations, own)


def _overrides(
    data: dict[str, Any], stations: list[Station], problems: Problems
) -> dict[int, Override]:
    """What differs at single stations, by id; each must be one of those chosen."""
    by_code = {station.code: station.pk for station in stations}
    found = {}
    for code, own in (data.get("overrides") or {}).items():
        if code not in by_code:
            problems.add(f"overrides.{code}", _("This station was not chosen."))
            continue
        names = ("due", "effort_hours", "travel_minutes")
        differs = Override(*(own.get(name) for name in names))
        if differs != Override():
            found[by_code[code]] = differs
    return found


def _timed(data: dict[str, Any], is_event: bool, problems: Problems) -> dict[str, Any]:
    """Times and amounts, each under the names of its kind."""
    taken, refused = (OF_EVENTS, OF_WORK) if is_event else (OF_WORK, OF_EVENTS)
    for name in refused:
        if data.get(name) not in (None, [], ""):
            problems.add(
                name,
                _("An event has start, end, officers and attendees instead.")
                if is_event
                else _("Only events have this: meetings, training, inspections."),
            )
    found = {fact: data[name] for name, fact in taken.items() if name in data}
    if "attendees" in found:
        found["attendees"] = tuple(dict.fromkeys(found["attendees"]))
    return found


def _people(
    asks: Requester, data: dict[str, Any], problems: Problems
) -> dict[str, Any]:
    """The task this one relays, and the leader it is issued in the name of."""
    found: dict[str, Any] = {}
    if "parent" in data:
        pk = data["parent"]
        parent = relayable(asks.bureau).filter(pk=pk or 0).first()
        if pk is not None and parent is None:
            problems.add("parent", _("There is no such task."))
        found["parent"] = parent
    if "approver" in data:
        name = (data["approver"] or "").strip()
        approver = User.objects.filter(username=name, is_active=True).first()
        if name and (approver is None or not may(approver, "directive.approve", asks)):
            problems.add("approver", _("Nobody of this name approves tasks here."))
        found["approver"] = approver if name else None
    return found


def stations_named(
    user: User, data: dict[str, Any], problems: Problems
) -> list[Station]:
    """Stations named by code, and those of the named groups; four queries or fewer.

    Only their codes are read: there may be fifty thousand.
    """
    visible = Station.objects.visible_to(user).only("code")
    codes, groups = data.get("stations") or [], data.get("groups") or []
    found = {s.pk: s for s in visible.filter(code__among=codes)} if codes else {}
    _tell_unknown("stations", codes, {s.code for s in found.values()}, problems)
    if groups:
        known = _groups(user).filter(code__in=groups)
        _tell_unknown("groups", groups, {g.code for g in known}, problems)
        members = visible.filter(groups__in=known, closed_on=None)
        found |= {station.pk: station for station in members}
    return [found[pk] for pk in sorted(found)]


def _groups(user: User) -> QuerySet[StationGroup]:
    return StationGroup.objects.filter(bureau__in=Bureau.objects.visible_to(user))


def _tell_unknown(
    name: str, asked: list[str], known: set[str], problems: Problems
) -> None:
    missing = sorted(set(asked) - known)
    if missing:
        shown = ", ".join(missing[:20]) + (" …" if len(missing) > 20 else "")
        problems.add(name, _("Unknown: %(codes)s.") % {"codes": shown})
