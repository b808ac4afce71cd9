"""What many officers hold is entered or prolonged at once, from a table."""

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
from personnel.services.periods import set_ends

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Held:
    """An officer holds an ability until the end of `last`; None is an open end."""

    officer: Officer
    ability: Ability
    last: dt.date | None


@transaction.atomic
def hold_abilities(
    *, by: User | None, rows: Sequence[Held], today: dt.date, reason: str
) -> None:
    """What is held already lasts until then; what is not is held from `today` on.

    A table knows no first days: what has ended counts for its last day alone.
    """
    wanted = {(row.officer.pk, row.ability.pk): row for row in rows}
    kept = latest_of([row.officer for row in rows])
    ends = [
        (kept[key], row.last + DAY if row.last else None)
        for key, row in wanted.items()
        if key in kept
    ]
    new = []
    for key, row in wanted.items():
        if key not in kept:
            first = min(today, row.last or today)
            period = DateRange(first, row.last + DAY if row.last else None)
            new.append(
                Attainment(officer=row.officer, ability=row.ability, during=period)
            )
    with told_as(NO_OVERLAP, "qualifications", OVERLAP):
        set_ends(Attainment, ends)
        Attainment.objects.bulk_create(new)
    said = [[r.officer.police_number, r.ability.code, str(r.last or "")] for r in rows]
    record("attainment.hold_many", by=by, reason=reason, held=said)


def latest_of(officers: Sequence[Officer]) -> dict[tuple[int, int], Attainment]:
    """The last period of each ability of each officer."""
    rows = Attainment.objects.filter(officer__in={one.pk for one in officers})
    rows = rows.order_by("during")
    return {(row.officer_id, row.ability_id): row for row in rows}
