"""Shared steps of the tests in this folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from organization.models import Station, User
from tasking.models import Notice, NoticeReceipt
from tasking.services.notices import Declared, Message, issue
from tasking.services.reading_notices import open_notice, own_receipts
from tests.factories import Force, at

NOW = at("2026-06-01 09:00")  # a Monday
LAST = dt.date(2026, 6, 30)
DUE = dt.date(2026, 6, 12)
SAID = Declared(nothing=True)


def message(**more: Any) -> Message:
    given: dict[str, Any] = {
        "title": "旅馆业登记口径调整",
        "body": "自本月起按新口径登记。\n\n旧表不再使用。",
        "last": LAST,
    }
    return Message(**given | more)


def asking(**more: Any) -> Message:
    return message(todo="更换前台登记表", due_on=DUE, **more)


def told(
    force: Force,
    *stations: Station,
    said: Message | None = None,
    by: User | None = None,
    **more: Any,
) -> Notice:
    """Of 治安 to the stations, by default the three of its bureau."""
    chosen = stations or (force.a1, force.a2, force.unknown)
    return issue(
        by=by or force.staff,
        department=force.public_order,
        message=said or message(),
        stations=rows(chosen),
        now=more.pop("now", NOW),
        **{"declared": SAID, **more},
    )


def rows(stations: Iterable[Station]) -> Any:
    return Station.objects.filter(pk__in=[one.pk for one in stations])


def read(user: User, notice: Notice, now: dt.datetime = NOW) -> list[NoticeReceipt]:
    """As opening its page does."""
    open_notice(by=user, notice=notice, now=now)
    return own_receipts(user, notice)


def letters(user: User, kind: str = "notice") -> list[str]:
    found = user.inbox.filter(kind__startswith=kind).order_by("pk")
    return list(found.values_list("kind", flat=True))
