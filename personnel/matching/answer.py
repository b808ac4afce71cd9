"""The outcome of a selection as the command prints it."""

from __future__ import annotations

from typing import Any

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
