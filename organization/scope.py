"""What a user's memberships reach today: one query, then plain sets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from organization.models.access import Membership, MembershipQuerySet, Role

if TYPE_CHECKING:
    from organization.models.access import User

# Roles whose holder looks at all stations below the bureau of the unit.
OVERSIGHT = frozenset(
    {
        Role.DEPARTMENT_STAFF,
        Role.DEPARTMENT_HEAD,
        Role.LEADER,
        Role.COORDINATOR,
        Role.PERSONNEL_ADMIN,
        Role.FINANCE,
        Role.INTERNAL_AUDITOR,
    }
)


@dataclass(frozen=True)
class Grant:
    """One role, with the unit it is held in."""

    role: str
    bureau: int | None
    department: int | None
    station: int | None
    path: str  # path of the bureau the unit belongs to


@dataclass(frozen=True)
class Scope:
    """The grants in force, and the sets that queries are narrowed by."""

    grants: tuple[Grant, ...] = ()
    memberships: tuple[Membership, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, user: User) -> Scope:
        """Scope of a user today; an inactive user reaches nothing."""
        if not user.is_active:
            return cls()
        return cls.from_rows(shown(Membership.objects.in_force().filter(user=user)))

    @classmethod
    def from_rows(cls, held: Iterable[Membership]) -> Scope:
        """Of memberships that are in force, as `shown` reads them."""
        rows = tuple(sorted(held, key=lambda row: (row.acting, row.pk)))
        return cls(tuple(_grant(row) for row in rows), rows)

    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def paths(self) -> frozenset[str]:
        """Bureaus the user belongs to in any role."""
        return frozenset(grant.path for grant in self.grants)

    @property
    def bureau_paths(self) -> frozenset[str]:
        """Subtrees whose stations the user may look at."""
        return frozenset(g.path for g in self.grants if g.role in OVERSIGHT)

    @property
    def stations(self) -> frozenset[int]:
        return frozenset(g.station for g in self.grants if g.station is not None)

    @property
    def departments(self) -> frozenset[int]:
        return frozenset(g.department for g in self.grants if g.department is not None)

    @property
    def department_codes(self) -> list[str]:
        """Codes of the own departments, which the memberships know already."""
        own = {row.department.code for row in self.memberships if row.department}
        return sorted(own)

    def between(self, department: str = "department") -> Q:
        """What concerns a station and a department, as rows with a `station`: the own
        ones', and all below for the office and the leaders. `department` is the way to
        the department from the rows."""
        found = Q(station__in=self.stations)
        found |= Q(**{f"{department}__in": self.departments})
        for path in self.bureaus_as(Role.LEADER, Role.COORDINATOR):
            found |= Q(station__bureau__path__startswith=path)
            found |= Q(**{f"{department}__bureau__path__startswith": path})
        return found

    def bureaus_as(self, *roles: str) -> frozenset[str]:
        """Subtrees in which one of the roles is held."""
        return frozenset(g.path for g in self.grants if g.role in roles)

    def departments_as(self, *roles: str) -> frozenset[int]:
        return frozenset(
            g.department
            for g in self.grants
            if g.role in roles and g.department is not None
        )

    def stations_as(self, *roles: str) -> frozenset[int]:
        return frozenset(
            g.station for g in self.grants if g.role in roles and g.station is not None
        )


def shown(rows: MembershipQuerySet) -> MembershipQuerySet:
    """With the units they are held in. In no order: Django hashes every column of the
    six tables to order by one."""
    named = ("bureau", "department__bureau", "station__bureau", "acting_for")
    return rows.select_related(*named).order_by()


def _grant(row: Membership) -> Grant:
    unit = row.unit
    bureau = row.bureau or unit.bureau  # type: ignore[union-attr]
    return Grant(
        row.role, row.bureau_id, row.department_id, row.station_id, bureau.path
    )
