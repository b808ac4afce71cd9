"""Whose rows somebody takes out and hands in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from organization.models import Bureau, User
from organization.permissions import POLICY
from personnel.exchange.sheets import FileKind
from personnel.models import Officer
from personnel.models.people import latest_below

FORCE, PEOPLE, KEEPING = "force.exchange", "people.exchange", "ability.edit"


def action_of(kind: str) -> str:
    """The rule that a kind of file falls under."""
    return FORCE if kind == FileKind.FORCE else PEOPLE


@dataclass(frozen=True)
class Reach:
    """Bureaus and all below them; `paths` None is everything.

    `private` is where contact data are read in full.
    """

    paths: tuple[str, ...] | None
    private: tuple[str, ...] | None = None

    @classmethod
    def of(cls, user: User | None, kind: str) -> Reach:
        """Where the user may use this kind of file; None is somebody at the machine."""
        if user is None:
            return cls(None)
        return cls(
            *(
                tuple(sorted(user.scope.bureaus_as(*POLICY[action].roles)))
                for action in (action_of(kind), KEEPING)
            )
        )

    @property
    def everywhere(self) -> Reach:
        """Everything, as the same person reads it."""
        return replace(self, paths=None)

    def covers(self, bureau: Bureau | None) -> bool:
        """Is the bureau within it? None is what stands above every bureau."""
        if self.paths is None:
            return True
        return bureau is not None and bureau.path.startswith(self.paths)

    def within(self, rows: QuerySet[Any], *routes: str) -> QuerySet[Any]:
        """Rows that reach such a bureau by one of the routes ("" for bureaus)."""
        if self.paths is None:
            return rows
        found = Q(pk__in=())
        for path in self.paths:
            for route in routes:
                name = f"{route}__path" if route else "path"
                found |= Q(**{f"{name}__startswith": path})
        return rows.filter(found)

    def in_units(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Rows of a station or a department."""
        return self.within(rows, "station__bureau", "department__bureau")

    def officers(self) -> QuerySet[Officer]:
        """Those who are last or next posted to a unit within it."""
        if self.paths is None:
            return Officer.objects.all()
        posted = latest_below(self.paths)
        return Officer.objects.filter(pk__in=posted.values("officer"))

    def in_full(self) -> Q:
        """Officers whose contact data are read in full."""
        if self.private is None:
            return Q(pk__isnull=False)
        return Q(pk__in=latest_below(self.private).values("officer"))
