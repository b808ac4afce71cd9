"""One notice: who has it, who has read it, who owes it, what was asked about it.

Headquarters sees how many stations have read it, never which and never when: only what
must be done is owed by name. Who read it at a station, the station itself sees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q

from organization.models import User
from organization.permissions import POLICY, may_somewhere
from organization.together import together
from organization.wall import lifted
from tasking.models import Notice, NoticeQuestion, NoticeReading, NoticeReceipt
from tasking.models.notice import NoticeReceiptQuerySet
from tasking.services.reading_notices import own_receipts


@dataclass(frozen=True)
class Tally:
    """Stations in one's reach that have it, have read it, have understood it; questions
    of theirs without an answer."""

    stations: int = 0
    read: int = 0
    understood: int = 0
    asked: int = 0

    @property
    def owing(self) -> int:
        return self.stations - self.understood


@dataclass(frozen=True)
class Received:
    """The notice at one of the own stations, and who there has read it, by name."""

    row: NoticeReceipt
    readings: tuple[NoticeReading, ...]


def may_count(user: User) -> bool:
    return may_somewhere(user, "notice.receipts")


def tallies(user: User, rows: Iterable[Notice]) -> dict[int, Tally]:
    """By notice; two queries, however many stations there are.

    Of those seen whole the receipts are counted as they lie, without asking of each
    whether it may be seen.
    """
    ids = {row.pk for row in rows}
    every = Notice.objects.filter(pk__in=ids).whole_for(user)
    whole = set(every.values_list("pk", flat=True))
    receipts = NoticeReceipt.objects.order_by()
    parts = [receipts.filter(notice__in=whole)] if whole else []
    if rest := ids - whole:
        parts.append(receipts.visible_to(user).filter(notice__in=rest))
    seen = NoticeReceipt.objects.visible_to(user).filter(notice__in=ids)
    asked = NoticeQuestion.objects.open().filter(receipt__in=seen).order_by()
    by_notice = asked.values("receipt__notice").annotate(n=Count("pk"))
    waiting, *counted = together(
        by_notice.values_list("receipt__notice", "n"),
        *(rows for part in parts for rows in (_had(part), _read(part))),
    )
    questions = dict(waiting)
    return {
        pk: Tally(stations, read.get(pk, 0), said, questions.get(pk, 0))
        for had, read in zip(counted[::2], map(dict, counted[1::2]), strict=True)
        for pk, stations, said in had
    }


def _had(part: NoticeReceiptQuerySet) -> Any:
    """Who has it, and has understood, by notice."""
    had = part.values("notice").annotate(n=Count("pk"), said=Count("understood_at"))
    return had.values_list("notice", "n", "said")


def _read(part: NoticeReceiptQuerySet) -> Any:
    """Who has read it: joined once, not looked up receipt by receipt."""
    counted = part.read().values("notice").annotate(n=Count("pk"))
    return counted.values_list("notice", "n")


def counts(user: User, row: Notice) -> Tally:
    return tallies(user, [row]).get(row.pk, Tally())


def owing(user: User, row: Notice) -> NoticeReceiptQuerySet:
    """Stations in one's reach at which nobody has said yet that it is understood."""
    seen = NoticeReceipt.objects.visible_to(user).filter(notice=row)
    return seen.owed().select_related("station").order_by("station__code")


def receipts(user: User, row: Notice) -> list[Received]:
    """At the own stations; two queries."""
    own = own_receipts(user, row)
    named: dict[int, list[NoticeReading]] = {one.pk: [] for one in own}
    found = NoticeReading.objects.filter(receipt__in=own).select_related("reader")
    for one in found.order_by("reader__name", "pk"):
        named[one.receipt_id].append(one)
    return [Received(one, tuple(named[one.pk])) for one in own]


def receipt_for(user: User, row: Notice, action: str, code: str) -> NoticeReceipt:
    """The notice at a station of one's own: at the one of this code, else the first.

    PermissionDenied for whoever belongs to no station that has it.
    """
    own = own_receipts(user, row) if may_somewhere(user, action) else []
    named = [one for one in own if not code or one.station.code == code]
    if not named:
        raise PermissionDenied(str(POLICY[action].title))
    return named[0]


def questions(user: User, row: Notice) -> list[NoticeQuestion]:
    """Those one may read, the open ones first; two queries."""
    of_it = NoticeQuestion.objects.filter(receipt__notice=row)
    own = list(of_it.values_list("pk", flat=True))
    seen = of_it.visible_to(user).filter(Q(pk__in=own) | Q(to_all=True))
    beside = ("receipt__station", "asked_by", "answered_by")
    with lifted("what is answered to all is read by all who have the notice"):
        return list(seen.select_related(*beside).order_by("-answered_at", "pk"))
