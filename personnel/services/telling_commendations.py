"""Letters about commendations: to whose turn it is, to those they are about."""

from __future__ import annotations

from collections.abc import Iterable

from desk.services import take_away
from organization.models import Role, User
from personnel.holders import heads_of, holders
from personnel.models import Commendation
from personnel.services.about import About, tell_about

COMMENDATION = About("commendation:", "personnel:commendation")
ASKED = ("commendation_endorse", "commendation_publish")


def ask_to_endorse(row: Commendation, *, by: User) -> None:
    chiefs: Iterable[int] = heads_of(row.unit)
    if row.by_leader:
        chiefs = holders(Role.LEADER, row.bureau)
    _tell(row, set(chiefs) - {row.officer.user_id or 0}, "commendation_endorse", by)


def ask_to_publish(row: Commendation, *, by: User) -> None:
    forget_asked(row)
    people = holders(Role.PERSONNEL_ADMIN, row.bureau)
    people |= holders(Role.LEADER, row.bureau)
    own = {row.officer.user_id or 0, row.nominated_by_id}
    _tell(row, people - own, "commendation_publish", by)


def tell_published(row: Commendation, *, by: User) -> None:
    """The commended and his chiefs; whoever nominated him."""
    forget_asked(row)
    if row.officer.user_id:
        _tell(row, {row.officer.user_id}, "commendation_published", by)
    others = {*heads_of(row.unit), row.nominated_by_id} - {row.officer.user_id or 0}
    _tell(row, others, "commendation_known", by)


def tell_ended(row: Commendation, *, by: User) -> None:
    forget_asked(row)
    _tell(row, {row.nominated_by_id}, "commendation_declined", by)


def forget_asked(row: Commendation) -> None:
    """Nobody is asked any more."""
    for kind in ASKED:
        take_away(kind=kind, matters=[COMMENDATION.matter(row)])


def _tell(row: Commendation, people: set[int], kind: str, by: User) -> None:
    facts = {
        "title": row.title,
        "name": row.officer.name,
        "by": row.nominated_by.name,
        "reason": row.end_reason,
    }
    tell_about(COMMENDATION, row, people, kind, facts, by)
