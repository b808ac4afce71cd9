"""The life of a round as a table: which act leads from which state to which."""

from __future__ import annotations

from personnel.models import SelectionRound

S = SelectionRound.State

STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "open": ((S.DRAFT,), S.WISHING),
    "end_wishes": ((S.WISHING,), S.RANKING),
    "end_ranks": ((S.RANKING,), S.MATCHING),
    "match": ((S.MATCHING,), S.MATCHED),
    "publish": ((S.MATCHED,), S.PUBLISHED),
    "close": ((S.PUBLISHED,), S.CLOSED),
    "cancel": ((S.DRAFT, S.WISHING, S.RANKING, S.MATCHING, S.MATCHED), S.CANCELLED),
}
"""act -> (states it is possible in, the state after it)"""

RUNNING = (S.WISHING, S.RANKING)
"""States that end by the clock."""
KNOWN = (S.MATCHED, S.PUBLISHED, S.CLOSED)
"""States in which there is a result."""
SHOWN = (S.PUBLISHED, S.CLOSED)
"""States in which everybody reads his own part of it."""
LISTS = (S.DRAFT, S.WISHING)
"""States in which posts, officers and what binds them may still be changed."""
