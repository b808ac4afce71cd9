"""What a round means for one person: own choices, own posts, what came of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from organization.models import User
from organization.wall import lifted
from personnel.models import (
    RoundMatch,
    RoundOfficer,
    RoundPost,
    RoundResult,
    RoundWish,
    SelectionRound,
)
from personnel.rounds.life import SHOWN
from personnel.rounds.words import Names, reason
from personnel.services.rounds.wishing import couple_of


@dataclass(frozen=True)
class Line:
    """One choice in words, and why it did not come true."""

    number: int
    label: str
    why: list[str] = field(default_factory=list)
    got: bool = False


@dataclass(frozen=True)
class OwnPart:
    """`officer` is one's own row as somebody who may choose, with the couple one is in;
    `posts` are those one ranks for. `match` and the rest are there once published.
    `proved`: no other order of choices would have given anybody a better post, which
    is not known with couples in the round."""

    officer: RoundOfficer | None
    partner: RoundOfficer | None
    lines: list[Line]
    posts: list[RoundPost]
    match: RoundMatch | None
    came: dict[int, list[RoundMatch]]
    open_posts: list[RoundPost]
    proved: bool


@lifted("who takes part in a round reads of the posts he chose, wherever they are")
def own_part(round: SelectionRound, user: User) -> OwnPart:
    """A fixed number of queries, whatever the size of the round."""
    rows = round.officers.select_related("officer")
    officer = rows.filter(officer__user=user).first()
    posts = list(round.posts.with_units().of(user).prefetch_related("ranks"))
    known = round.state in SHOWN
    couple = couple_of(officer) if officer else None
    partner = None
    if couple is not None and officer is not None:
        partner = couple.other if couple.one_id == officer.pk else couple.one
    match = _match(officer) if known and officer else None
    result = _result(round) if match else None
    proved = bool(result and result.officer_optimal)
    wishes = _wishes(couple.one if couple else officer) if officer else []
    return OwnPart(
        officer=officer,
        partner=partner,
        lines=_lines(round, wishes, match),
        posts=posts,
        match=match,
        came=_came(posts) if known else {},
        open_posts=_open(round, result, officer, wishes) if proved else [],
        proved=proved,
    )


def wishes_of(officer: RoundOfficer) -> list[RoundWish]:
    """The choices that count for an officer: of a couple the common ones."""
    couple = couple_of(officer)
    return _wishes(couple.one if couple else officer)


def _wishes(holder: RoundOfficer) -> list[RoundWish]:
    named = (
        *("post__post__station", "post__post__department"),
        *("other__post__station", "other__post__department"),
    )
    return list(holder.wishes.select_related(*named).order_by("place"))


def _match(officer: RoundOfficer) -> RoundMatch | None:
    named = ("post__post__station", "post__post__department")
    rows = RoundMatch.objects.filter(officer=officer)
    return rows.select_related(*named).first()


def _lines(
    round: SelectionRound, wishes: list[RoundWish], match: RoundMatch | None
) -> list[Line]:
    names = Names.of(round) if match else None
    why: list[Any] = match.why if match else []
    found = []
    for n, wish in enumerate(wishes, 1):
        told = why[n - 1] if n <= len(why) else []
        texts = [reason(each, names) for each in told] if names else []
        got = match is not None and match.choice == n
        found.append(Line(n, _label(wish), texts, got))
    return found


def _label(wish: RoundWish) -> str:
    if not wish.joint:
        return wish.post.label if wish.post else ""
    return " + ".join(one.label if one else "—" for one in (wish.post, wish.other))


def _came(posts: list[RoundPost]) -> dict[int, list[RoundMatch]]:
    """Who comes to each post, in its chief's order."""
    rows = RoundMatch.objects.filter(post__in=posts).select_related("officer__officer")
    found: dict[int, list[RoundMatch]] = {}
    places = {
        (rank.post_id, rank.officer_id): rank.place
        for post in posts
        for rank in post.ranks.all()
    }
    for row in sorted(
        rows, key=lambda row: places.get((row.post_id or 0, row.officer_id), 0)
    ):
        found.setdefault(row.post_id or 0, []).append(row)
    return found


def _result(round: SelectionRound) -> RoundResult | None:
    """Without what went in, which may be long."""
    return RoundResult.objects.defer("market").filter(round=round).first()


def _open(
    round: SelectionRound,
    result: RoundResult | None,
    officer: RoundOfficer | None,
    wishes: list[RoundWish],
) -> list[RoundPost]:
    """Posts with places left that the officer did not choose and nothing bars: with
    one of these as a further choice, listed last by its chief, he would be there."""
    if officer is None or result is None:
        return []
    free = {int(one["post"]) for one in result.open_posts if not one["group"]}
    chosen = {wish.post_id for wish in wishes}
    barred = set(officer.bars.values_list("post", flat=True))
    rows = round.posts.with_units().filter(pk__in=free - chosen - barred)
    return list(rows.filter(closed_at=None).order_by("pk"))
