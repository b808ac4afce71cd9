"""How far down a list of tasks looks: the own bureaus, or all that lies below them.

A county's leader wants everything below him. For a province or the ministry that is a
hundred thousand tasks nobody there reads one by one, so it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from organization.models import Bureau, Department, Level, User

BELOW = "below"
WIDE = (Level.MINISTRY, Level.PROVINCE)


@dataclass(frozen=True)
class Reach:
    """`wide` are bureaus overseen whose own tasks come first; `below` asks for more."""

    wide: tuple[int, ...]
    departments: tuple[Department, ...]
    below: bool = False

    @property
    def counted(self) -> bool:
        """Is there a sum over all that is listed? The board has those of wide ones."""
        return not (self.wide and self.below)

    def condition(self, user: User, station: str) -> Q:
        """On rows with a `department`; `station` names the field of an own plan's."""
        if not self.wide or self.below:
            return Q()
        own = Q(department__in=user.scope.departments)
        own |= Q(**{f"{station}__in": user.scope.stations})
        return own | Q(department__in=[one.pk for one in self.departments])


def reach_of(user: User, *, below: bool) -> Reach:
    """Two queries. `departments` are those a filter offers: of a wide reach only the
    own bureaus' and one's own."""
    paths = user.scope.bureaus_as("leader", "coordinator")
    wide = Bureau.objects.filter(path__in=paths, level__in=WIDE)
    known = {bureau.path: bureau.pk for bureau in wide} if paths else {}
    condition = Q(pk__in=user.scope.departments) | Q(bureau__in=known.values())
    for path in paths - set(known):
        condition |= Q(bureau__path__startswith=path)
    offered = Department.objects.filter(condition).order_by("code")
    return Reach(tuple(known.values()), tuple(offered), below)
