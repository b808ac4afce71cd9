"""Letters about visits, notes and commendations to those who must act or are meant."""

from __future__ import annotations

from django.urls import reverse

from desk.services import take_away, tell_each
from organization.models import Role, Station, User
from personnel.holders import heads_of, holders
from personnel.models import DueVisit, NoBlameNote, Occasion
from personnel.services.about import About, tell_about

V = Occasion.Visitor
VISIT = About("visit:", "personnel:visit")


def tell_due(row: DueVisit, *, by: User | None) -> None:
    """Whose turn it is. What happened they read on the page alone."""
    _tell(row, visitors(row), "visit_due", by)


def tell_overdue(row: DueVisit) -> None:
    """The same people once more, and the personnel office."""
    office = holders(Role.PERSONNEL_ADMIN, row.unit.bureau)
    _tell(row, (visitors(row) | office) - {row.officer.user_id}, "visit_overdue", None)


def tell_closed(row: DueVisit, *, by: User) -> None:
    """Nobody is asked any more; the officer hears that the visit is on record."""
    for kind in ("visit_due", "visit_overdue"):
        take_away(kind=kind, matters=[VISIT.matter(row)])
    if row.state == DueVisit.State.DONE:
        _tell(row, {row.officer.user_id}, "visit_paid", by)


def visitors(row: DueVisit) -> set[int | None]:
    """Whoever may pay it for the bureau; not the officer himself."""
    found: set[int | None] = set()
    if row.visitor == V.CHIEF:
        found.update(heads_of(row.unit))
    else:
        role = Role.LEADER if row.visitor == V.LEADER else Role.PERSONNEL_ADMIN
        found.update(holders(role, row.unit.bureau))
    return found - {row.officer.user_id}


def tell_note(row: NoBlameNote, *, by: User) -> None:
    """The other of the two. The letter says nothing of what it is about."""
    other = row.officer.user_id if by.pk == row.chief_id else row.chief_id
    tell_each(
        {other},
        but=by,
        matter=f"note:{row.pk}",
        revision=1,
        kind="note_new",
        facts={"name": by.name},
        url=reverse("personnel:notes"),
    )


def forget_letters(notes: list[int]) -> None:
    """What was told of notes that are gone."""
    take_away(kind="note_new", matters=[f"note:{pk}" for pk in notes])


def _tell(row: DueVisit, people: set[int | None], kind: str, by: User | None) -> None:
    facts = {
        "name": row.officer.name,
        "occasion": row.occasion.name,
        "station": row.unit.code if isinstance(row.unit, Station) else "",
        "until": row.due.isoformat(),
    }
    tell_about(VISIT, row, people, kind, facts, by)
