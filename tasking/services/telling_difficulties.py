"""Letters about difficulties: to whoever must act now, and to the station."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from desk.services import take_away, tell_each
from organization.models import Bureau, Membership, Role, User
from personnel.terms import end_of_day
from tasking.models import Difficulty

L = Difficulty.Level
AT_HQ = (Role.DEPARTMENT_STAFF, Role.DEPARTMENT_HEAD)
# Before whom a step puts the matter.
_TOLD = {
    "raise": ("next",),
    "route": ("next", "station"),
    "hand_on": ("next", "station"),
    "answer": ("station",),
    "visit": ("station",),
    "call_off": ("station",),
    "visited": ("station",),
    "note": ("station", "next"),
    "join": (),
    "silence": ("above", "next", "station"),
    "close": ("next",),
    "reopen": ("above", "next"),
    "take_back": ("next",),
}
ASKING = ("raise", "route", "hand_on", "silence", "reopen")
"""Steps whose letters ask for what is done once it is answered."""


def tell(
    row: Difficulty,
    act: str,
    *,
    by: User | None,
    note: str,
    facts: Mapping[str, Any],
) -> None:
    """A letter to each person a step concerns; never to the one who took it."""
    if not row.is_waiting:
        forget(row)
    people = Q(pk__in=())
    for who in _TOLD[act]:
        people |= reached(row, who)
    if "station" in _TOLD[act]:  # and who raised it, while he belongs there
        people |= Q(user=row.raised_by_id, station=row.station_id)
    tell_each(
        set(_in_force().filter(people).values_list("user", flat=True)),
        but=by,
        matter=f"difficulty:{row.pk}",
        revision=row.version,
        kind=f"difficulty_{act}",
        facts=_facts(row, by) | {"reason": note, "on_at": _end_of(facts.get("on"))},
        url=page(row),
    )


def remind(row: Difficulty, now: dt.datetime) -> None:
    """Whoever has it, or the station where the answer waits for its word."""
    waits = row.is_waiting
    people = reached(row, "next" if waits else "station")
    if waits and row.level != L.DEPARTMENT:
        people |= reached(row, "above")
    tell_each(
        set(_in_force().filter(people).values_list("user", flat=True)),
        matter=f"difficulty_due:{row.pk}",
        revision=int(now.timestamp()) // 60,
        kind="difficulty_due" if waits else "difficulty_say",
        facts=_facts(row, None),
        url=page(row),
    )


def forget(row: Difficulty) -> None:
    """Nobody at headquarters is asked for anything any more."""
    for act in ASKING:
        take_away(kind=f"difficulty_{act}", matters=[f"difficulty:{row.pk}"])
    take_away(kind="difficulty_due", matters=[f"difficulty_due:{row.pk}"])


def has_office(row: Difficulty) -> bool:
    return _in_force().filter(_in_bureau(Role.COORDINATOR, row.station.bureau)).exists()


def reached(row: Difficulty, who: str) -> Q:
    """`next` is who has it now, `above` who looks after it, `station` its chief."""
    home = row.station.bureau
    if who == "station":
        return Q(role=Role.STATION_CHIEF, station=row.station_id)
    if who == "next" and row.department is not None:
        return Q(role__in=AT_HQ, department=row.department_id)
    if row.level == L.DEPARTMENT:
        return Q(pk__in=())
    role = Role.COORDINATOR if row.level == L.OFFICE else Role.LEADER
    return _in_bureau(role, home)


def page(row: Difficulty) -> str:
    return reverse("coordination:difficulty", args=[row.pk])


def _in_bureau(role: Role, bureau: Bureau) -> Q:
    return Q(role=role) & (Q(bureau=bureau) | Q(department__bureau=bureau))


def _in_force() -> QuerySet[Membership]:
    return Membership.objects.in_force(timezone.localdate())


def _end_of(day: str | None) -> str | None:
    """The day of a visit as letters read it."""
    return end_of_day(dt.date.fromisoformat(day)).isoformat() if day else None


def _facts(row: Difficulty, by: User | None) -> dict[str, Any]:
    return {
        "station": row.station.code,
        "title": row.title,
        "department": row.department.code if row.department else None,
        "by": by.name if by else "",
        "until": row.answer_due.isoformat() if row.answer_due else None,
    }
