"""Duplicates in the shape of conflicts: one per station that owes both tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q
from rest_framework import serializers

from coordination.api.fields import Window, iso
from coordination.core.facts import hours
from coordination.models import Conflict, DuplicatePair, DuplicateStation
from coordination.models.duplicate import OPEN_PAIRS
from organization.api.base import VisibleRows
from organization.api.filters import ByUnit, ByValue, Filter
from organization.models import Station
from tasking.models import Assignment

_STATES = {
    DuplicatePair.State.OPEN: Conflict.State.OPEN,
    DuplicatePair.State.OFFERED: Conflict.State.PROPOSED,
}
"""What a conflict would be called; everything else is settled."""

_OVER = ~Q(pair__state__in=OPEN_PAIRS)
_LIVE = Q(pair__first__state="issued", pair__second__state="issued")


class DuplicateOut(serializers.BaseSerializer[DuplicateStation]):
    """The hours of both tasks, of one of them, and what doing it once would spare.

    They stand as demand, capacity and shortfall, so that the three add up as they do
    in a conflict; null where somebody has not estimated.
    """

    def to_representation(self, instance: DuplicateStation) -> dict[str, Any]:
        pair, members = instance.pair, (instance.first, instance.second)
        units = [row.remaining_units for row in members]
        known = None if None in units else sum(filter(None, units))
        spared = pair.saved_units
        rest = None if known is None or spared is None else known - spared
        return {
            "id": instance.pk,
            "station": instance.station.code,
            "kind": Conflict.Kind.DUPLICATE.value,
            "state": self._state(pair),
            "window": Window().to_representation((pair.window_start, pair.window_end)),
            "demand_hours": _hours(known),
            "capacity_hours": _hours(rest),
            "shortfall_hours": _hours(spared),
            "members": [_member(row) for row in members],
            "misses": [],
            "departments": sorted({row.requester_code for row in members}),
            "scope": Conflict.Scope.COORDINATION.value,
            "overloaded_by": [],
            "displaces": False,
            "first_seen_at": iso(pair.found_at),
            "changed_at": iso(pair.decided_at or pair.found_at),
            "settled_at": iso(pair.decided_at) if pair.decided_at else None,
            "proposals": [],
        }

    def _state(self, pair: DuplicatePair) -> str:
        live = all(one.state == "issued" for one in pair.both)
        state = _STATES.get(DuplicatePair.State(pair.state)) if live else None
        return (state or Conflict.State.SETTLED).value


def _member(row: Assignment) -> dict[str, Any]:
    return {
        "assignment": row.pk,
        "department": row.requester_code,
        "hours": _hours(row.remaining_units),
        "minimal": True,
        "event": row.is_event,
    }


def _hours(units: int | None) -> float | None:
    return None if units is None else float(hours(units))


class Duplicates(VisibleRows[DuplicateStation]):
    """The list of conflicts where duplicates are asked for; not a door of its own."""

    queryset = DuplicateStation.objects.select_related(
        *("station", "pair__first", "pair__second"),
        *("first__department", "first__directive"),
        *("second__department", "second__directive"),
    )
    serializer_class = DuplicateOut
    filters: ClassVar[Mapping[str, Filter]] = {
        "station": ByUnit(Station, lambda unit: Q(station=unit)),
        "state": ByValue(
            "pair__state",
            (),
            {
                "open": Q(pair__state__in=OPEN_PAIRS) & _LIVE,
                "proposed": Q(pair__state=DuplicatePair.State.OFFERED) & _LIVE,
                "agreed": Q(pk__in=()),
                "accepted_risk": Q(pk__in=()),
                "settled": _OVER | ~_LIVE,
            },
        ),
        "kind": ByValue("kind", (), {"duplicate": Q()}),
        "scope": ByValue("scope", (), {"coordination": Q(), "overload": Q(pk__in=())}),
    }
