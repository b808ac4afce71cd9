"""While a task is being written: who asks the same stations for the same already."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.core import duplicates as core
from coordination.core.duplicates import item_key
from coordination.core.facts import UNITS_PER_HOUR
from coordination.services.finding_duplicates import live_requests, request_of
from coordination.services.joining import as_asked, saves
from coordination.services.telling_duplicates import tell_served
from coordination.visit_reach import with_reach
from organization.models import Department, User
from organization.permissions import authorise
from tasking.content import Content, Targets
from tasking.models import (
    LIVE_STATES,
    Assignment,
    DeadlineClass,
    Directive,
    DirectiveParty,
)
from tasking.services import directives, parties

SHOWN = 5
NEW = 0  # stands for the task that has no id yet


@dataclass(frozen=True)
class Twin:
    """A live task of another department that asks for the same.

    `whole`: it asks for everything the new one asks, so that it can serve both.
    """

    directive: Directive
    pair: core.Pair
    stations: tuple[int, ...]
    whole: bool

    @property
    def saved_units(self) -> int | None:
        """At all these stations."""
        saved = self.pair.saved
        return None if saved is None else saved * len(self.stations)

    @property
    def saved_hours(self) -> float | None:
        units = self.saved_units
        return None if units is None else units / UNITS_PER_HOUR


def twins(
    content: Content, targets: Targets, *, requester: Department, now: dt.datetime
) -> list[Twin]:
    """Those that meet the new task at a station, most stations first; nine queries."""
    if content.reserved or not targets.stations or not content.due:
        return []
    others = live_requests(requester.bureau, now)
    found = {
        int(p.first): p for p in core.partners(_asked(content, requester, now), others)
    }
    stations = _meeting(found, targets, requester)
    rows = Directive.objects.select_related("department__bureau")
    made = [
        Twin(row, found[pk], tuple(stations[pk]), _whole(content, row))
        for pk, row in rows.in_bulk(list(stations)).items()
    ]
    return sorted(made, key=lambda t: (-len(t.stations), t.directive.pk))[:SHOWN]


@transaction.atomic
def join_instead(
    *,
    by: User,
    requester: Department,
    content: Content,
    targets: Targets,
    directive: int,
    now: dt.datetime,
) -> DirectiveParty:
    """Let the other department's task serve this one too where both would be owed.

    Nothing is issued there. ValidationError when it no longer asks for all of it.
    """
    authorise(by, "duplicate.join", requester)
    Directive.objects.select_for_update(of=("self",)).filter(pk=directive).first()
    found = twins(content, targets, requester=requester, now=now)
    twin = next((t for t in found if t.directive.pk == directive and t.whole), None)
    if twin is None:
        text = _("That task no longer asks for all of this. Look at it again.")
        raise ValidationError({"state": [text]})
    own = directives.draft(
        by=by, requester=requester, content=content, targets=_of(targets, twin.stations)
    )
    _settled(own)
    party = parties.join(
        by=by,
        directive=twin.directive,
        department=requester,
        stations=twin.stations,
        items=as_asked(twin.directive, content.data_items),
        saves=saves(twin.pair.basis),
        saved_units=twin.saved_units,
        reason="",
        now=now,
        instead_of=parties.set_aside(by=by, directive=own, note=twin.directive.number),
    )
    tell_served(party, content.title, by=by)
    return party


def _of(targets: Targets, stations: tuple[int, ...]) -> Targets:
    own = {pk: each for pk, each in targets.overrides.items() if pk in stations}
    return Targets(stations, own)


def _settled(own: Directive) -> None:
    """What is kept instead of being issued must be what could be issued once."""
    if own.deadline_class == DeadlineClass.STATUTORY and not own.basis.strip():
        text = _("A statutory deadline needs its basis: name the law and the article.")
        raise ValidationError({"basis": [text]})


def _asked(content: Content, requester: Department, now: dt.datetime) -> core.Request:
    row: dict[str, Any] = {
        "pk": NEW,
        "department__bureau_id": requester.bureau_id,
        "department__code": requester.code,
        "kind": content.kind,
        "title": content.title,
        "data_items": content.data_items,
        "release": content.release or now,
        "issued_at": now,
        "due": content.due,
        "effort_units": content.effort_units,
        "officers": content.officers,
        "attendees": content.attendees,
        "parent_id": content.parent.pk if content.parent else None,
    }
    return request_of(*with_reach([row]))


def _meeting(
    found: dict[int, core.Pair], targets: Targets, requester: Department
) -> dict[int, list[int]]:
    """Stations by task: those that owe it, and are not served by it already."""
    owed = Assignment.objects.filter(
        directive__in=list(found), station__in=targets.stations, state__in=LIVE_STATES
    )
    served: dict[int, set[int]] = defaultdict(set)
    for party in DirectiveParty.objects.filter(
        directive__in=list(found), department=requester
    ):
        served[party.directive_id] |= set(party.stations)
    stations: dict[int, list[int]] = defaultdict(list)
    for pk, station in owed.order_by("station").values_list("directive", "station"):
        if station not in served[pk]:
            stations[pk].append(station)
    return stations


def _whole(content: Content, row: Directive) -> bool:
    asked = {item_key(item) for item in row.data_items}
    heads = max(int(content.officers or 0), len(set(content.attendees)))
    there = max(int(row.officers or 0), len(set(row.attendees)))
    enough = not content.is_event or heads <= there
    return enough and all(item_key(item) in asked for item in content.data_items)
