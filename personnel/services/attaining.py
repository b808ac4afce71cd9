"""What many officers hold is entered, prolonged or put right at once, from a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from organization.audit import record
from organization.models import User
from organization.services.problems import told_as
from personnel.models import Ability, Attainment, Officer
from personnel.services.abilities import NO_OVERLAP, OVERLAP

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Held:
    """An officer holds an ability from `first` to the end of `last`; None is open."""

    officer: Officer
    ability: Ability
    first: dt.date
    last: dt.date | None

    @property
    def during(self) -> DateRange:
        return DateRange(self.first, self.last + DAY if self.last else None)


@transaction.atomic
def hold_abilities(*, by: User | None, rows: Sequence[Held], reason: str) -> None:
    """What begins after the last period of an ability is another one; whatever else is
    said puts that last period right."""
    kept = latest_of([row.officer for row in rows])
    new, changed, before = [], [], []
    for row in rows:
        last = kept.get((row.officer.pk, row.ability.pk))
        if last is None or (last.last and row.first > last.last):
            new.append(
                Attainment(officer=row.officer, ability=row.ability, during=row.during)
            )
            continue
        before.append([row.officer.police_number, row.ability.code, str(last.during)])
        last.during = row.during
        last.version += 1
        changed.append(last)
    with told_as(NO_OVERLAP, "qualifications", OVERLAP):
        Attainment.objects.bulk_update(changed, ["during", "version"])
        Attainment.objects.bulk_create(new)
    said = [[r.officer.police_number, r.ability.code, str(r.during)] for r in rows]
    record("attainment.hold_many", by=by, reason=reason, held=said, before=before)


def latest_of(officers: Sequence[Officer]) -> dict[tuple[int, int], Attainment]:
    """The last period of each ability of each officer."""
    rows = Attainment.objects.filter(officer__in={one.pk for one in officers})
    rows = rows.order_by("during")
    return {(row.officer_id, row.ability_id): row for row in rows}
