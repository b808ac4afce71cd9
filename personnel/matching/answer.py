"""The outcome of a selection as the command prints it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from .explaining import Explanation
from .findings import Blocking, Matching


def answer(found: Matching) -> dict[str, Any]:
    """``matches`` has every post, its officers in the chief's order.

    A blocking pair is `[officer, post]`, of a couple `[[id, id], [post, post]]`.
    """
    return {
        "matches": {post: list(held) for post, held in found.posts.items()},
        "unmatched": list(found.unmatched),
        "blocking_pairs": [_pair(each) for each in found.blocking],
    }


def _pair(each: Blocking) -> list[Any]:
    if len(each.officers) == 1:
        return [each.officers[0], each.posts[0]]
    return [list(each.officers), list(each.posts)]


def reasons(found: Matching, why: Explanation) -> dict[str, Any]:
    """What is added where reasons are asked for."""
    return {
        "verdict": found.verdict,
        "officer_optimal": found.officer_optimal,
        "missed": [asdict(each) for each in found.missed],
        "explanations": [asdict(each) for each in why.unmatched],
        "open_posts": [asdict(each) for each in why.open_posts],
    }
