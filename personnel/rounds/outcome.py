"""What came of everybody's choices, read off a matching. Plain Python.

For each officer: where he goes, by which of his choices, and for every choice he would
rather have had, why not. Nothing here decides; it says what the matching means.
"""

from __future__ import annotations

from dataclasses import dataclass

from personnel.matching.explaining import (
    Explanation,
    OpenPost,
    Reason,
    Why,
    couple_choices,
    why_not,
)
from personnel.matching.facts import Market
from personnel.matching.findings import Matching
from personnel.matching.stability import Outcome as Stability


@dataclass(frozen=True)
class Because:
    """Why not, and how far down its chief's list the post went: `last` is the place of
    the last of those who go before him; None where that does not say."""

    post: str
    reason: Reason
    by: tuple[str, ...] = ()
    group: str = ""
    last: int | None = None


@dataclass(frozen=True)
class Fate:
    """What came of one officer. `choice` counts from 1; None where he got none.

    `why` has the choices before it, or all of them, each with its reasons: one, or of a
    couple one per half that cannot be.
    """

    officer: str
    post: str | None
    choice: int | None
    why: tuple[tuple[Because, ...], ...]


@dataclass(frozen=True)
class Outcome:
    """A matching with everybody's fate; `pairs` were looked at for blocking ones."""

    matching: Matching
    fates: tuple[Fate, ...]
    pairs: int
    open_posts: tuple[OpenPost, ...]


def outcome(market: Market, found: Matching, why: Explanation) -> Outcome:
    """Fates in the order of the officers."""
    seen = Stability(market, found.post_of())
    together = {each.officers: couple_choices(seen, each) for each in market.couples}
    fates = []
    for officer in market.officers:
        at = seen.post_of.get(officer.id)
        couple = market.coupled.get(officer.id)
        if couple is not None:
            pair = tuple(seen.post_of.get(each) for each in couple.officers)
            got = couple.ranks.index(pair) if pair in couple.ranks else None
            reasons = tuple(
                tuple(_because(seen, each) for each in choice)
                for choice in together[couple.officers]
            )
            fates.append(Fate(officer.id, at, _place(got) if at else None, reasons))
            continue
        got = officer.ranks.index(at) if at in officer.ranks else None
        before = officer.ranks[:got]
        reasons = tuple(
            (_because(seen, why_not(seen, officer.id, post)),) for post in before
        )
        fates.append(Fate(officer.id, at, _place(got), reasons))
    pairs = sum(len(each.ranks) for each in market.officers)
    pairs += sum(len(each.ranks) for each in market.couples)
    return Outcome(found, tuple(fates), pairs, why.open_posts)


def _because(seen: Stability, why: Why) -> Because:
    last = None
    if why.reason == "filled" and why.by:
        last = seen.market.post[why.post].ranks.index(why.by[-1]) + 1
    return Because(why.post, why.reason, why.by, why.group, last)


def _place(index: int | None) -> int | None:
    return None if index is None else index + 1
