"""What outlasts a station that closes: every room says what it knows of.

This room cannot look up. A station closes when nothing is left that only it could end;
what ends or goes elsewhere by itself is said to whoever closes it, before.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from organization.models import Membership

SHOWN = 3
Days = Mapping[int, dt.date]
"""The first day without each of the stations, by its id."""


@dataclass(frozen=True)
class Open:
    """Things of one kind that outlast a station. `goes` says what becomes of them by
    themselves; where it is empty, somebody must settle them first."""

    kind: str
    label: str | Promise
    names: Sequence[str]
    goes: str | Promise = ""

    @property
    def words(self) -> str:
        """What they are, how many, and some of them by name."""
        colon = pgettext("after a name", ": ")
        return f"{self.label}{colon}{self.some}"

    @property
    def some(self) -> str:
        """How many, and some by name; alike ones counted."""
        alike = Counter(self.names)
        shown = [f"{name} × {n}" if n > 1 else name for name, n in alike.items()]
        told = {
            "n": len(self.names),
            "names": pgettext("between names", ", ").join(shown[:SHOWN]),
        }
        whole = len(shown) <= SHOWN
        text = _("%(n)s (%(names)s)") if whole else _("%(n)s (%(names)s …)")
        return text % told


Look = Callable[[Days, dt.date], Iterable[tuple[int, Open]]]
_looks: list[Look] = []


def register(look: Look) -> None:
    """Called from the rooms' `apps` as they load. `look` is given the stations and
    today, and takes a number of queries that does not grow with them."""
    _looks.append(look)


def still_open(days: Days, today: dt.date) -> dict[int, list[Open]]:
    """By station, in the order of the rooms."""
    found: dict[int, list[Open]] = defaultdict(list)
    for look in _looks if days else ():
        for station, each in look(days, today):
            found[station].append(each)
    return found


def gathered(
    kind: str,
    label: str | Promise,
    rows: Iterable[tuple[int, str]],
    goes: str | Promise = "",
) -> Iterator[tuple[int, Open]]:
    """Names by station, as `look` answers."""
    names: dict[int, list[str]] = defaultdict(list)
    for station, name in rows:
        names[station].append(name)
    for station, each in names.items():
        yield station, Open(kind, label, each, goes)


def lasting_roles(days: Days) -> list[Membership]:
    """Roles in the stations that last to the day of each, or begin later."""
    rows = Membership.objects.filter(station__in=days).select_related("user", "station")
    return [
        row
        for row in rows.order_by("pk")
        if row.station_id and (row.during.upper or dt.date.max) > days[row.station_id]
    ]


def _roles(days: Days, _today: dt.date) -> Iterator[tuple[int, Open]]:
    ending: list[tuple[int, str]] = []
    later: list[tuple[int, str]] = []
    for row in lasting_roles(days):
        station = row.station_id or 0
        begun = row.during.lower < days[station]
        name = f"{row.user.name} {row.get_role_display()}"
        (ending if begun else later).append((station, name))
    ends = gettext_lazy("end with the station")
    yield from gathered("roles", gettext_lazy("Roles"), ending, ends)
    yield from gathered("later_roles", gettext_lazy("Roles that begin later"), later)


register(_roles)
