"""Whose figures an address asks for, and who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from coordination.ratios.reach import Reach
from organization.models import Bureau, Department, Station, User
from organization.permissions import POLICY, authorise, may
from tasking.models import RESERVED

Kind = Literal["bureau", "department", "station"]
Unit = Bureau | Department | Station
ALL, OWN = "burden.view", "burden.view_own"
MODELS: dict[str, type[Bureau | Department | Station]] = {
    "bureau": Bureau,
    "department": Department,
    "station": Station,
}


@dataclass(frozen=True)
class Viewed:
    """The unit of a page. `overseen`: the reader sees the whole bureau too."""

    kind: Kind
    unit: Unit
    overseen: bool

    @property
    def bureau(self) -> Bureau:
        return self.unit if isinstance(self.unit, Bureau) else self.unit.bureau

    @property
    def reach(self) -> Reach:
        unit = self.unit
        if isinstance(unit, Bureau):
            return Reach(bureau=unit)
        return (
            Reach(sponsor=unit) if isinstance(unit, Department) else Reach(None, unit)
        )

    @property
    def beside(self) -> Reach | None:
        """A department's figures stand beside those of all at its bureau's stations.
        What must stay secret is in neither."""
        if not isinstance(self.unit, Department):
            return None
        return Reach(bureau=self.bureau, open_only=True)


def load(user: User, kind: Kind, code: str) -> Viewed:
    """404 for whoever does not see the unit at all, 403 without the right."""
    rows = MODELS[kind].objects.visible_to(user)
    if kind != "bureau":
        rows = rows.select_related("bureau")
    unit: Unit = get_object_or_404(rows, code=code)
    overseen = may(user, ALL, unit)
    if not overseen:
        authorise(user, ALL if kind == "bureau" else OWN, unit)
    return Viewed(kind, unit, overseen)


def first_of(user: User) -> tuple[Kind, str]:
    """Kind and code of the widest unit whose figures one may see."""
    bureaus = [row.unit for row in user.scope.memberships if row.role in _roles(ALL)]
    for unit in bureaus:
        return "bureau", (unit if isinstance(unit, Bureau) else unit.bureau).code
    for row in user.scope.memberships:
        if row.role in _roles(OWN) and not isinstance(row.unit, Bureau):
            kind: Kind = "station" if row.station else "department"
            return kind, row.unit.code
    raise PermissionDenied(str(POLICY["burden.list"].title))


def narrowed(user: User, viewed: Viewed, asked: QueryDict) -> Reach:
    """As the address says: of one department, at one station. 404 for others."""
    reach = viewed.reach
    if code := _code(asked, "department"):
        sponsor = RESERVED if code == RESERVED else _department(user, code)
        if reach.sponsor not in (None, sponsor):
            raise Http404
        reach = reach.narrowed(sponsor=sponsor)
    if code := _code(asked, "station"):
        station = _station(user, code)
        if reach.station not in (None, station):
            raise Http404
        reach = reach.narrowed(station=station)
    return reach


def _code(asked: QueryDict, name: str) -> str:
    code = asked.get(name, "")
    if "\0" in code:  # PostgreSQL takes none
        raise Http404
    return code


def _department(user: User, code: str) -> Department:
    found: Department = get_object_or_404(
        Department.objects.visible_to(user), code=code
    )
    return found


def _station(user: User, code: str) -> Station:
    found: Station = get_object_or_404(Station.objects.visible_to(user), code=code)
    return found


def _roles(action: str) -> tuple[str, ...]:
    return POLICY[action].roles
