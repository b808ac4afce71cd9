"""Earlier answers that may help, while somebody types his difficulty.

Published answers, and what was answered to one's own station or by one's own
department: nobody learns here what another station has asked. PostgreSQL counts the
pairs of characters that are shared (`tasking.likeness`), in the rows that an index
finds by the rarer ones; the best few are then weighed one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, IntegerField, QuerySet, Value

from coordination.difficulties.rarity import Common, common_in
from organization.models import User
from tasking.likeness import ALIKE, LEAST_SHARED, MOST_ASKED, likeness, pairs_of
from tasking.models import Difficulty, KnowledgeArticle

MOST = 3
WEIGHED = 12
PAGES = KnowledgeArticle._meta.db_table
ANSWERED = Difficulty._meta.db_table


@dataclass(frozen=True)
class Earlier:
    """An answer that is there already; one of `article` and `difficulty`."""

    title: str
    answer: str
    likeness: float
    article: KnowledgeArticle | None = None
    difficulty: Difficulty | None = None

    @property
    def mark(self) -> str:
        """Names it in a form: what was shown need not be shown again."""
        if self.article is not None:
            return f"k{self.article.pk}"
        return f"d{self.difficulty.pk}" if self.difficulty else ""


class _Asked:
    """What is typed. A long text must not hide what its title says: the likeness is
    that of the title alone, or of both together where that is more."""

    def __init__(self, title: str, text: str) -> None:
        self.title = pairs_of(title, most=MOST_ASKED)
        self.pairs = pairs_of(title, text, most=MOST_ASKED)

    def likeness(self, found: KnowledgeArticle | Difficulty) -> float:
        ways = (self.title, self.pairs)
        return max(likeness(way, found.pairs) for way in ways)


class Shared(Func):
    """How many numbers of an array stand in another one."""

    template = "(SELECT count(*) FROM unnest(%(expressions)s))"
    arg_joiner = ") AS pair WHERE pair = ANY("
    output_field = IntegerField()


def similar(
    user: User, title: str, text: str = "", *, but: Difficulty | None = None
) -> list[Earlier]:
    """At most three, the likest first, a published one before others as like.

    Three queries; none while too little is typed.
    """
    asked = _Asked(title, text)
    if len(asked.pairs) < LEAST_SHARED:
        return []
    common = common_in(PAGES, ANSWERED)
    current = KnowledgeArticle.objects.visible_to(user).current()
    pages = _near(current, asked.pairs, common[PAGES])
    # What did not help, and is asked anew, helps nobody else.
    helped = (Difficulty.State.ANSWERED, Difficulty.State.CLOSED)
    answered = Difficulty.objects.visible_to(user).filter(state__in=helped)
    if but is not None:
        answered = answered.exclude(pk=but.pk)
    found = [
        Earlier(one.title, one.answer, asked.likeness(one), article=one)
        for one in pages.select_related("department__bureau")
    ]
    found += [
        Earlier(one.title, one.answer, asked.likeness(one), difficulty=one)
        for one in _near(answered, asked.pairs, common[ANSWERED]).select_related(
            "station", "department"
        )
    ]
    near = [one for one in found if one.likeness >= ALIKE]
    near.sort(key=lambda one: (-one.likeness, one.article is None))
    return _each_once(near)[:MOST]


def likest(rows: QuerySet[Difficulty], row: Difficulty, most: int) -> list[Difficulty]:
    """Of these the ones that ask the same, the likest first; two queries."""
    asked = _Asked(row.title, row.text)
    common = common_in(ANSWERED)[ANSWERED]
    near = _near(rows.exclude(pk=row.pk), asked.pairs, common, most=4 * most)
    weighed = [(asked.likeness(one), one) for one in near]
    alike = [(weight, one) for weight, one in weighed if weight >= ALIKE / 2]
    alike.sort(key=lambda found: (-found[0], -found[1].pk))
    return [one for _weight, one in alike[:most]]


def _near(rows: Any, asked: Sequence[int], common: Common, most: int = WEIGHED) -> Any:
    """Those that share most pairs, of those that share one of the rarer ones."""
    pairs = Value(list(asked), output_field=ArrayField(IntegerField()))
    found = rows.filter(pairs__overlap=common.telling(asked))
    return found.order_by(Shared(F("pairs"), pairs).desc(), "-pk")[:most]


def _each_once(found: Sequence[Earlier]) -> list[Earlier]:
    """A page and the difficulty it was written from say the same."""
    sources = {one.article.source_id for one in found if one.article}
    return [
        one
        for one in found
        if one.difficulty is None or one.difficulty.pk not in sources
    ]
