"""Letters about notices: to the chief of each station and whoever acts for him, and to
whom else there the notice was to go."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from desk.services import deliver_found, mark_read, take_away, tell_each
from organization.models import Membership, Role, User
from personnel.terms import end_of_day
from tasking.audience import people_told
from tasking.models import Notice, NoticeQuestion, NoticeReceipt
from tasking.models.notice import Audience

NEW, TODO, OWED = "notice_new", "notice_todo", "notice_owed"
MATTER = "notice:"
OF_A_STATION = (NEW, TODO, OWED)
Receipts = QuerySet[NoticeReceipt]


def tell_new(row: Notice, *, by: User) -> None:
    """Two queries, and those of the letters."""
    _to_stations(row, row.receipts.all(), TODO if row.todo else NEW, by=by)


def tell_withdrawn(row: Notice, *, by: User) -> None:
    """Who has not opened it finds nothing any more, and has missed nothing."""
    facts = {"reason": row.withdraw_reason}
    read = NoticeReceipt.objects.filter(notice=row).read()
    _to_stations(row, read, "notice_withdrawn", by=by, more=facts)


def remind(row: Notice) -> int:
    """The chiefs of the stations that owe it; how many stations."""
    owing = NoticeReceipt.objects.filter(notice=row).owed()
    return _to_stations(row, owing, OWED, audience=Audience.CHIEFS)


def tell_question(row: NoticeQuestion, *, by: User) -> None:
    """Whoever sent the notice, if still of the department, and its heads."""
    notice = row.receipt.notice
    people = _today().filter(department=notice.department)
    people = people.filter(Q(role=Role.DEPARTMENT_HEAD) | Q(user=notice.issued_by))
    facts = {"station": row.receipt.station.code, "reason": row.text}
    _about_question(row, people, "notice_question", by, facts)


def tell_answer(row: NoticeQuestion, *, by: User) -> None:
    """Who asked and his chief; an answer to all, the chiefs of all stations."""
    take_away(kind="notice_question", matters=[_question(row)])
    stations = Q(station=row.receipt.station_id)
    if row.to_all:
        every = NoticeReceipt.objects.filter(notice=row.receipt.notice_id)
        stations = Q(station__in=every.values("station"))
    chiefs = Q(role=Role.STATION_CHIEF) & stations
    asker = Q(user=row.asked_by_id, station=row.receipt.station_id)
    people = _today().filter(chiefs | asker)
    _about_question(row, people, "notice_answer", by, {"reason": row.answer})


def forget(row: Notice) -> None:
    """It asks for nothing any more, anywhere."""
    matters = [_matter(pk) for pk in row.receipts.values_list("pk", flat=True)]
    for kind in OF_A_STATION:
        take_away(kind=kind, matters=matters)


def forget_owed(receipt: NoticeReceipt) -> None:
    """Somebody at the station has understood."""
    for kind in OF_A_STATION:
        take_away(kind=kind, matters=[_matter(receipt.pk)])


def forget_for(receipts: Iterable[NoticeReceipt], *, reader: User) -> None:
    """The letters lie read in the inbox of whoever has the notice before him."""
    for row in receipts:
        mark_read(by=reader, matter=_matter(row.pk))


def _to_stations(
    row: Notice,
    receipts: Receipts,
    kind: str,
    *,
    by: User | None = None,
    more: Mapping[str, str] | None = None,
    audience: str = "",
) -> int:
    """A letter to each of the audience, the notice's own without another; how many
    stations."""
    facts = _facts(row) | dict(more or {})
    people = people_told(receipts, audience or row.audience)
    told, values = people.query.sql_with_params()
    deliver_found(
        kind=kind,
        query=_LETTERS % told,
        values=[
            *(MATTER, row.version, json.dumps(facts), _page(row)),
            *values,
            *(row.pk, by.pk if by else None),
        ],
    )
    return receipts.count()


_LETTERS = """
SELECT told.who AS recipient, %%s || receipt.id AS matter, %%s AS revision,
    %%s::jsonb || jsonb_build_object('station', told.code) AS facts, %%s AS url,
    row_number() OVER (ORDER BY told.station, told.who) AS n
FROM (%s) told (station, code, who) JOIN tasking_noticereceipt receipt
    ON receipt.station_id = told.station AND receipt.notice_id = %%s
WHERE told.who IS DISTINCT FROM %%s
"""


def _about_question(
    row: NoticeQuestion,
    people: QuerySet[Membership],
    kind: str,
    by: User,
    facts: Mapping[str, str],
) -> None:
    notice = row.receipt.notice
    tell_each(
        set(people.values_list("user", flat=True)),
        but=by,
        matter=_question(row),
        revision=row.version,
        kind=kind,
        facts=_facts(notice) | dict(facts),
        url=_page(notice),
    )


def _facts(row: Notice) -> dict[str, str | None]:
    due = end_of_day(row.due_on) if row.due_on else None
    return {
        "title": row.title,
        "department": row.department.code,
        "until": due.isoformat() if due else None,
    }


def _page(row: Notice) -> str:
    return reverse("coordination:notice", args=[row.pk])


def _matter(receipt: int) -> str:
    return f"{MATTER}{receipt}"


def _question(row: NoticeQuestion) -> str:
    return f"notice_question:{row.pk}"


def _today() -> QuerySet[Membership]:
    return Membership.objects.in_force(timezone.localdate())
