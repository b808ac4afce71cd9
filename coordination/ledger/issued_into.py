"""Why tasks were issued although they did not fit: said wherever the conflict is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from coordination.models import Conflict
from tasking.models import Assignment


@dataclass(frozen=True)
class Why:
    """The reason one department gave, and whether it was an emergency."""

    department: str
    number: str
    text: str
    urgent: bool


def reasons(conflicts: Iterable[Conflict]) -> dict[int, list[Why]]:
    """By conflict the reasons given for its members; one query.

    Whoever may see a conflict reads them: they are given to be read. Of reserved
    strength nothing is told, not even that.
    """
    conflicts = list(conflicts)
    return told(conflicts, given(conflicts))


def told(
    conflicts: Iterable[Conflict], rows: Iterable[Assignment]
) -> dict[int, list[Why]]:
    """The same, of rows that were read by `given`."""
    places, found = _places(conflicts), dict[int, list[Why]]()
    for row in rows:
        why = Why(
            row.requester_label,
            row.directive.number,
            row.directive.conflict_reason,
            hasattr(row.directive, "emergency"),
        )
        for pk in places[row.pk]:
            found.setdefault(pk, []).append(why)
    return found


def _places(conflicts: Iterable[Conflict]) -> dict[int, list[int]]:
    """In which of the conflicts a task is."""
    places: dict[int, list[int]] = {}
    for conflict in conflicts:
        for member in conflict.members:
            if str(member["assignment"]).isdecimal():
                places.setdefault(int(member["assignment"]), []).append(conflict.pk)
    return places


def given(conflicts: Iterable[Conflict]) -> QuerySet[Assignment]:
    """The members that were issued although they did not fit, with the reasons."""
    rows = Assignment.objects.filter(pk__in=_places(conflicts))
    rows = rows.filter(directive__reserved=False)
    rows = rows.exclude(directive__conflict_reason="").order_by("pk")
    return rows.select_related("directive__emergency", "department", "station")
