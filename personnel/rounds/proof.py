"""Every choice of a round with what became of it: the proof, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from personnel.models import RoundMatch, RoundResult
from personnel.rounds.words import Names, reason

NOWHERE = "—"


@dataclass(frozen=True)
class Checked:
    """One choice. `ranked` is the place on the chief's list, of a pair both; `standing`
    why officer and post would not both rather be together."""

    number: str
    name: str
    choice: int
    post: str
    ranked: str
    standing: str


def checked(result: RoundResult) -> Iterator[Checked]:
    """In the order of the officers; of a couple with its first. Four queries."""
    market, names = result.market, Names.of(result.round)
    rows = result.matches.select_related("officer__officer").order_by("officer")
    found = {row.officer.officer.police_number: row for row in rows}
    places = {
        (one["id"], officer): place
        for one in market["posts"]
        for place, officer in enumerate(one["ranks"], 1)
    }
    for one in market["officers"]:
        for n, post in enumerate(one["ranks"], 1):
            yield _line(found, names, places, [one["id"]], [post], n)
    for couple in market["couples"]:
        for n, pair in enumerate(couple["ranks"], 1):
            yield _line(found, names, places, couple["officers"], pair, n)


def _line(
    found: dict[str, RoundMatch],
    names: Names,
    places: dict[tuple[str, str], int],
    officers: list[str],
    posts: list[str | None],
    n: int,
) -> Checked:
    ranked = [
        places.get((post or "", who), "")
        for who, post in zip(officers, posts, strict=True)
    ]
    labels = [names.posts[post][0] if post else NOWHERE for post in posts]
    people = [found[who].officer.officer.name for who in officers]
    return Checked(
        " + ".join(officers),
        " + ".join(people),
        n,
        " + ".join(labels),
        " + ".join(map(str, ranked)),
        _standing(found[officers[0]], [found[who] for who in officers], names, n),
    )


def _standing(match: RoundMatch, both: list[RoundMatch], names: Names, n: int) -> str:
    got = next((one.choice for one in both if one.choice is not None), None)
    if got == n:
        return _("This is what was matched.")
    if got is not None and got < n:
        return _("A dearer choice was matched.")
    why: list[Any] = match.why[n - 1] if n <= len(match.why) else []
    return " ".join(reason(each, names) for each in why)
