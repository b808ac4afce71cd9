"""What stands beside a conflict: its thread, and what the reader may begin."""

from __future__ import annotations

from dataclasses import dataclass

from coordination.models import AcceptedRisk, Conflict, Proposal
from coordination.services.negotiation.rights import may_propose
from organization.models import User
from organization.permissions import may


@dataclass(frozen=True)
class Settling:
    """The thread under way, those before, and a leader's word that it stays so."""

    thread: Proposal | None
    past: tuple[Proposal, ...]
    risk: AcceptedRisk | None
    may_propose: bool
    may_accept_risk: bool

    @property
    def anything(self) -> bool:
        return bool(
            self.thread
            or self.past
            or self.risk
            or self.may_propose
            or self.may_accept_risk
        )


def settling(conflict: Conflict, user: User) -> Settling:
    """Three queries at most."""
    rows = list(Proposal.objects.filter(conflicts=conflict).order_by("-pk")[:20])
    thread = next((row for row in rows if row.is_active), None)
    risk = None
    if conflict.state == Conflict.State.ACCEPTED_RISK:
        held = AcceptedRisk.objects.filter(conflict=conflict, ended_at=None)
        risk = held.select_related("by").first()
    free = conflict.state == Conflict.State.OPEN and thread is None
    return Settling(
        thread=thread,
        past=tuple(row for row in rows if not row.is_active),
        risk=risk,
        may_propose=free and may_propose(user, conflict),
        may_accept_risk=free and may(user, "proposal.decide", conflict.station),
    )
