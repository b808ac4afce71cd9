"""A rule that says which officers may choose in a round."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from organization.models import Bureau, Department, Station
from personnel.establishment import AWAY
from personnel.models import Posting
from personnel.models.posts import Category


@dataclass(frozen=True)
class Rule:
    """Police officers of a bureau or of one unit: in a kind of post, for so many years
    in the present unit. What is left empty asks nothing."""

    unit: Station | Department | None = None
    kind: str = ""
    years: int = 0

    def told(self) -> dict[str, object]:
        """As it is put on record."""
        unit = self.unit.code if self.unit else ""
        return {"unit": unit, "kind": self.kind, "years": self.years}


def matching(rule: Rule, *, bureau: Bureau, day: dt.date) -> set[int]:
    """Ids of the officers posted to such a place on a day; two queries.

    Years are counted back through postings to the same unit that follow one another.
    Who is on loan elsewhere is described by where he is.
    """
    here = Q(station__bureau__path__startswith=bureau.path)
    here |= Q(department__bureau__path__startswith=bureau.path)
    rows = Posting.objects.filter(here, during__contains=day).exclude(kind__in=AWAY)
    rows = rows.filter(officer__category=Category.POLICE)
    if isinstance(rule.unit, Station):
        rows = rows.filter(station=rule.unit)
    elif rule.unit is not None:
        rows = rows.filter(department=rule.unit)
    if rule.kind:
        rows = rows.filter(post=rule.kind)
    present = {row.officer_id: row for row in rows}
    if not rule.years:
        return set(present)
    since = arrivals(list(present.values()))
    limit = _years_before(day, rule.years)
    return {officer for officer, first in since.items() if first <= limit}


def arrivals(postings: list[Posting]) -> dict[int, dt.date]:
    """Since when each of these officers has been in the unit of his posting."""
    now = {row.officer_id: row for row in postings}
    found = {officer: row.during.lower for officer, row in now.items()}
    earlier = Posting.objects.filter(officer__in=now).order_by("-during")
    for row in earlier:
        here = now[row.officer_id]
        same = (row.station_id, row.department_id) == (
            here.station_id,
            here.department_id,
        )
        if same and row.during.upper == found[row.officer_id]:
            found[row.officer_id] = row.during.lower
    return found


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
