"""Whose asking is counted, and where: a bureau's stations, one, a department's."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Q

from organization.models import Bureau, Department, Station
from tasking.models import RESERVED


@dataclass(frozen=True)
class Reach:
    """Each that is given narrows it. `sponsor` is a department, or RESERVED.

    With a department nothing that must stay secret is in reach: it would say whose it
    is. `open_only` leaves it out elsewhere too.
    """

    bureau: Bureau | None = None
    station: Station | None = None
    sponsor: Department | str | None = None
    open_only: bool = False

    def at(self, station: str = "station") -> Q:
        """Where; `station` is the way to it from the rows that are narrowed."""
        found = Q()
        if self.bureau is not None:
            found &= Q(**{f"{station}__bureau__path__startswith": self.bureau.path})
        if self.station is not None:
            found &= Q(**{station: self.station})
        return found

    def asked(self, to: str = "") -> Q:
        """Where and by whom; `to` is the way to the assignment. A station's own plan
        is asked by nobody."""
        found = self.at(f"{to}station") & Q(**{f"{to}department__isnull": False})
        secret = f"{to}directive__reserved"
        if self.sponsor == RESERVED:
            return found & Q(**{secret: True})
        if self.sponsor is not None:
            found &= Q(**{f"{to}department": self.sponsor})
        if self.sponsor is not None or self.open_only:
            found &= Q(**{secret: False})
        return found

    def told(self, by: str = "notice__department") -> Q:
        """Of what is never secret: receipts of notices, and guidance; `by` is the way
        to the department."""
        if self.sponsor == RESERVED:
            return Q(pk__in=())
        found = self.at()
        if self.sponsor is not None:
            found &= Q(**{by: self.sponsor})
        return found

    def narrowed(
        self,
        *,
        station: Station | None = None,
        sponsor: Department | str | None = None,
    ) -> Reach:
        return replace(
            self, station=station or self.station, sponsor=sponsor or self.sponsor
        )
