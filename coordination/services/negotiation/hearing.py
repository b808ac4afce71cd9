"""Telling people what a proposal wants of them, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination.models import Delegation, Proposal, ProposalParty
from coordination.relays import ancestors
from coordination.services.negotiation.holding import Thread
from desk.services import tell_each
from organization.models import Membership, Role, User
from organization.permissions import POLICY

WAITING = ProposalParty.Answer.WAITING


def tell_waiting(thread: Thread, *, by: User | None) -> None:
    """Those who still have to answer: what is asked, and by when."""
    asked = [party for party in thread.parties if party.answer == WAITING]
    _tell(thread, "proposal_asked", _people(asked), by=by)


def remind(thread: Thread, party: ProposalParty, *, by: User | None) -> None:
    _tell(thread, "proposal_reminder", _people([party]), by=by)


def tell_all(thread: Thread, kind: str, *, by: User | None, text: str = "") -> None:
    """Every party and who proposed it."""
    people = {*_people(thread.parties), thread.row.proposed_by_id}
    _tell(thread, kind, people, by=by, text=text)


def tell_office(thread: Thread, *, by: User | None) -> None:
    """The coordination office: it is its turn."""
    _tell(thread, "proposal_brokered", _above(thread, Role.COORDINATOR), by=by)


def tell_leaders(thread: Thread, *, by: User | None) -> None:
    """The leaders of the bureau: it waits for a decision."""
    _tell(thread, "proposal_submitted", _above(thread, Role.LEADER), by=by)


def tell_answer(thread: Thread, party: ProposalParty, *, by: User | None) -> None:
    """Who proposed it hears what somebody answered."""
    people = {thread.row.proposed_by_id}
    facts = {"department": party.unit.code, "answer": party.answer}
    _tell(thread, "proposal_answered", people, by=by, text=party.comment, **facts)


def _tell(
    thread: Thread,
    kind: str,
    people: Iterable[int],
    *,
    by: User | None,
    text: str = "",
    **facts: str,
) -> None:
    """One row for each but the one who acts; once per version of the proposal."""
    row = thread.row
    said = {
        "station": row.conflict.station.code,
        "by": by.name if by else "",
        "reason": text,
        "until": row.due_at.isoformat() if row.due_at else None,
        **facts,
    }
    tell_each(
        people,
        but=by,
        matter=matter(row),
        revision=row.version,
        kind=kind,
        facts=said,
        url=reverse("coordination:proposal", args=[row.pk]),
    )


def matter(row: Proposal) -> str:
    """What all letters of a thread are about."""
    return f"proposal:{row.pk}"


def _people(parties: Iterable[ProposalParty]) -> set[int]:
    """Who answers for these units, and who stands in for one of them today."""
    units = Q(pk__in=())
    for party in parties:
        units |= Q(department=party.department_id, station=party.station_id)
    today = timezone.localdate()
    roles = POLICY["proposal.answer"].roles
    held = Membership.objects.in_force(today).filter(units, role__in=roles)
    deputies = Delegation.objects.filter(units, during__contains=today)
    return {
        *held.values_list("user", flat=True),
        *deputies.values_list("deputy", flat=True),
    }


def _above(thread: Thread, role: str) -> set[int]:
    """Holders of a role at the station's bureau, or the nearest above that has one."""
    paths = ancestors(thread.row.conflict.station.bureau.path)
    rows = Membership.objects.in_force(timezone.localdate()).filter(
        Q(bureau__path__in=paths) | Q(department__bureau__path__in=paths), role=role
    )
    found: dict[str, set[int]] = {}
    for user, own, office in rows.values_list(
        "user", "bureau__path", "department__bureau__path"
    ):
        found.setdefault(own or office, set()).add(user)
    return found[max(found, key=len)] if found else set()
