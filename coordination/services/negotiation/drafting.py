"""Plans made by hand, and plans as a proposal keeps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from coordination.core.facts import hours, minute_down, minute_up
from coordination.core.plans import Balance, Change, Plan, StationPlan
from coordination.models import Conflict, StationState
from coordination.planned import Was, changes_of, written
from coordination.services.negotiation.holding import Thread
from coordination.services.negotiation.weighing import Ground, Weighed, balanced
from organization.templatetags.formats import short_hours
from tasking.models import Assignment, Kind


@dataclass(frozen=True)
class Wish:
    """Another due, fewer hours (units left) or nothing at all for one assignment.

    For an appointment another `start`, with `due` as its end, fewer `officers` (milli)
    or other `names`.
    """

    due: dt.datetime | None = None
    effort: int | None = None
    waive: bool = False
    start: dt.datetime | None = None
    officers: int | None = None
    names: tuple[str, ...] = ()


class Insufficient(ValidationError):
    """The plan leaves a conflict of the goal standing or makes another one."""

    def __init__(self, weighed: Weighed, goal: Iterable[int]) -> None:
        self.why = why_not(weighed, goal)
        super().__init__({"plan": [because(self.why)]})


Why = Mapping[str, Any]


def why_not(weighed: Weighed, goal: Iterable[int]) -> dict[str, Any]:
    """What is wrong with a plan, as facts that are kept."""
    gone, known = bool(weighed.gone), weighed.known
    return {"gone": gone, "known": known, "short": weighed.short(goal)}


def because(why: Why | None) -> str:
    """The same in a sentence, in the reader's language; empty for nothing."""
    if why is None:
        return ""
    if why["gone"]:
        return _("One of the tasks is no longer owed by this station.")
    if not why["known"]:
        return _("Whether it fits cannot be judged: staffing data are missing.")
    if not why["short"]:
        return _("Checked: this does not settle the conflict.")
    text = _("Checked: still short %(h)s h with this plan.")
    return text % {"h": short_hours(hours(why["short"]))}


def own_plan(conflict: Conflict, wishes: Mapping[int, Wish]) -> Plan:
    """A plan that somebody made by hand for the conflict's station.

    A meeting that gets another time gets it wherever it is held.
    """
    code = conflict.station.code
    made: dict[str, list[Change]] = {code: []}
    for pk, wish in wishes.items():
        for place, key in held_at(pk, wish) or [(code, pk)]:
            made.setdefault(place, []).extend(changes_for(key, wish))
    unknown = Balance(None, 0)
    stations = (
        StationPlan(place, tuple(changes), unknown, unknown)
        for place, changes in made.items()
    )
    return Plan("own", tuple(stations), 0)


def held_at(pk: int, wish: Wish) -> list[tuple[str, int]]:
    """(station code, assignment) of a meeting that is to begin at another time."""
    if wish.start is None:
        return []
    meeting = Assignment.objects.filter(pk=pk, directive__kind=Kind.MEETING)
    rows = Assignment.objects.live().filter(directive__in=meeting.values("directive"))
    return list(rows.order_by("pk").values_list("station__code", "pk"))


def changes_for(pk: int, wish: Wish) -> tuple[Change, ...]:
    """A wish in the words of the core."""
    if wish.waive:
        return (Change("waive", str(pk)),)
    found = []
    if wish.start is not None:
        start, end = minute_up(wish.start), minute_down(wish.due or wish.start)
        found.append(Change("move", str(pk), start=start, due=end))
    elif wish.due is not None:
        found.append(Change("shift", str(pk), due=minute_down(wish.due)))
    if wish.effort is not None:
        found.append(Change("reduce", str(pk), effort=wish.effort))
    if wish.officers is not None:
        found.append(Change("fewer", str(pk), officers=wish.officers))
    if wish.names:
        found.append(Change("name", str(pk), names=wish.names))
    return tuple(found)


def change_plan(
    thread: Thread, plan: Plan, known: Ground, weighed: Weighed, was: Was
) -> None:
    """The thread goes on with another plan."""
    row = thread.row
    row.plan, row.method = kept(plan, weighed, was), plan.method
    row.revisions = revisions(known)
    row.round += 1
    row.save(update_fields=["plan", "method", "revisions", "round"])


def kept(plan: Plan, weighed: Weighed, was: Was) -> dict[str, object]:
    """The plan as JSON, with the demands as they were when it was made."""
    named = {n for _s, c in changes_of(plan) for n in (c.demand, c.into) if n}
    held = {name: was[name] for name in sorted(named) if name in was}
    return {**written(balanced(plan, weighed)), "was": held}


def revisions(known: Ground) -> dict[str, int]:
    """Station code to the revision of the state the plan was reckoned at."""
    states = StationState.objects.filter(station__code__in=list(known.stations))
    return dict(states.values_list("station__code", "revision"))
