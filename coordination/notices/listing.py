"""Lists of notices: received by the own stations, or sent by those one looks after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from coordination.notices.reading import Tally, tallies
from organization.models import Role, Station, User
from organization.permissions import POLICY, may_somewhere
from organization.together import Shape, together
from tasking.models import Notice, NoticeQuestion, NoticeReceipt
from tasking.models.notice import NoticeQuerySet, NoticeReceiptQuerySet

MOST_SHOWN = 99


@dataclass(frozen=True)
class Line:
    """A notice in a list. At the own station: was it opened, by the reader himself,
    and who has understood; of those sent: how many stations have it."""

    row: Notice
    receipt: NoticeReceipt | None = None
    opened: bool = False
    tally: Tally | None = None

    @property
    def is_owed(self) -> bool:
        receipt = self.receipt
        return bool(self.row.todo and receipt and receipt.understood_at is None)


@dataclass(frozen=True)
class Saved:
    """What meetings would have cost that were replaced by notices this year."""

    notices: int
    people: int
    hours: Decimal


def sides(user: User) -> tuple[str, ...]:
    """`received` for who belongs to a station, `sent` for everybody else."""
    found = ["received"] if _own(user) else []
    if may_somewhere(user, "notice.receipts"):
        found.append("sent")
    return tuple(found) or ("received",)


def rows(user: User, side: str, today: dt.date, *, over: bool) -> NoticeQuerySet:
    """In the order in which they want to be read."""
    seen = _of_side(user, side).select_related("department", "correction")
    live = Notice.objects.live(today).values("pk")
    rows = seen.exclude(pk__in=live) if over else seen.filter(pk__in=live)
    if side == "sent" or over:
        return rows.order_by("-issued_at", "-pk")
    own = NoticeReceipt.objects.filter(station__in=_own(user))
    mine = own.filter(notice=OuterRef("pk"))
    return rows.annotate(
        owes=Exists(mine.owed()), unread=Exists(mine.unread_by(user))
    ).order_by("-owes", "-unread", "-issued_at", "-pk")


def lines(user: User, side: str, page: Sequence[Notice]) -> list[Line]:
    """A page of them with what stands beside each."""
    if side == "sent":
        found = tallies(user, page)
        return [Line(row, tally=found.get(row.pk, Tally())) for row in page]
    own = NoticeReceipt.objects.filter(station__in=_own(user), notice__in=page)
    unread = set(own.unread_by(user).values_list("notice", flat=True))
    named = own.select_related("station", "understood_by").order_by("understood_at")
    # Of several own stations the one that still owes it stands last, and is shown.
    receipts = {row.notice_id: row for row in named}
    return [Line(r, receipts.get(r.pk), r.pk not in unread) for r in page]


def counts(user: User, side: str, today: dt.date) -> dict[str, int]:
    """What the headline says; at most two queries."""
    live = Notice.objects.live(today).values("pk")
    if side == "sent":
        asked = NoticeQuestion.objects.visible_to(user).open()
        return {
            "live": _of_side(user, side).filter(pk__in=live).count(),
            "asked": asked.count(),
        }
    own = NoticeReceipt.objects.filter(station__in=_own(user), notice__in=live)
    return own.aggregate(
        live=Count("pk"),
        unread=Count("pk", filter=Q(pk__in=own.unread_by(user))),
        owed=Count("pk", filter=Q(pk__in=own.owed())),
    )


def saved(user: User, today: dt.date) -> Saved | None:
    """None where no meeting has been replaced yet; one query."""
    rows = _of_side(user, "sent").filter(
        issued_at__year=today.year, withdrawn_at=None, spared_people__gt=0
    )
    found = rows.aggregate(
        n=Count("pk"), p=Sum("spared_people"), m=Sum("spared_minutes")
    )
    if not found["n"]:
        return None
    return Saved(found["n"], found["p"], Decimal(found["m"]) / 60)


def waiting(user: User, today: dt.date) -> NoticeReceiptQuerySet:
    """At the stations whose chief one is: not opened by oneself, or owed."""
    own = NoticeReceipt.objects.filter(
        station__in=user.scope.stations_as(Role.STATION_CHIEF),
        notice__in=Notice.objects.live(today).values("pk"),
    )
    return own.filter(Q(pk__in=own.unread_by(user)) | Q(pk__in=own.owed()))


def for_station(user: User, station: Station, today: dt.date) -> list[NoticeReceipt]:
    """What stands on a station's first page for somebody of that station: owed, the
    next due first, then what he has not opened; one query, none for others."""
    if station.pk not in _own(user):
        return []
    return together(_SHOWN.of(station.pk, today, user.pk))[0]


def _shown(station: int, today: dt.date, user: int) -> NoticeReceiptQuerySet:
    live = Notice.objects.live(today).values("pk")
    own = NoticeReceipt.objects.filter(station=station, notice__in=live)
    shown = own.annotate(
        owes=Exists(own.owed().filter(pk=OuterRef("pk"))),
        unread=Exists(own.unread_by(User(pk=user)).filter(pk=OuterRef("pk"))),
    ).filter(Q(owes=True) | Q(unread=True))
    rows = shown.select_related("notice__department")
    order = ("-owes", F("notice__due_on").asc(nulls_last=True), "-notice")
    return rows.order_by(*order)[:MOST_SHOWN]


_SHOWN = Shape(_shown)


def _of_side(user: User, side: str) -> NoticeQuerySet:
    seen = Notice.objects.visible_to(user)
    if side == "sent":
        return seen
    return seen.filter(receipts__station__in=_own(user)).distinct()


def _own(user: User) -> frozenset[int]:
    return user.scope.stations_as(*POLICY["notice.understand"].roles)
