"""Lists of notices: received, sent, and the stations that owe what one asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coordination.notices import listing
from coordination.notices.listing import Line
from desk.lists import Column, Listing, as_time, pieces
from desk.lists.wording import yes
from organization.models import User
from tasking.models import Notice
from tasking.models.notice import NoticeQuerySet, NoticeReceiptQuerySet


def notices(
    user: User, side: str, rows: NoticeQuerySet, narrowed: Sequence[str]
) -> Listing[Any]:
    """Of one side, each with what the page shows beside it."""

    def dressed(some: list[Notice]) -> list[Line]:
        return listing.lines(user, side, some)

    columns = sent_columns() if side == "sent" else received_columns()
    title = _("Notices")
    return Listing(f"notices_{side}", title, columns, pieces(rows, dressed), narrowed)


def owing(notice: Notice, rows: NoticeReceiptQuerySet) -> Listing[Any]:
    """By the codes of the stations, as on the page: no time, and no order of speed."""
    columns: list[Column[Any]] = [
        Column(_("Station"), lambda r: r.station.label),
        Column(_("Unit code"), lambda r: r.station.code),
    ]
    title = _("Not yet understood: %(title)s") % {"title": notice.title}
    return Listing("notice_owing", title, columns, pieces(rows))


def received_columns() -> list[Column[Any]]:
    """Of `Line`s, at a station."""
    return [
        *_every(),
        Column(_("Opened by you"), lambda r: yes(r.opened), "opened"),
        Column(_("Understood by"), _understood_by, "understood"),
    ]


def sent_columns() -> list[Column[Any]]:
    """Of `Line`s, at who sends."""
    read = pgettext("stations", "Read")
    return [
        *_every(),
        Column(_("Stations"), lambda r: r.tally.stations, "stations", num=True),
        Column(read, lambda r: r.tally.read, "read", num=True),
        Column(_("Understood"), _understood, "understood", num=True),
        Column(_("Questions"), lambda r: r.tally.asked, "questions", num=True),
    ]


def _every() -> list[Column[Any]]:
    sent = pgettext("on a day", "Sent")
    return [
        Column(pgettext("to stations", "Notice"), lambda r: r.row.title, "notice"),
        Column(_("Department"), lambda r: r.row.department.label, "department"),
        Column(sent, lambda r: as_time(r.row.issued_at), "sent"),
        Column(_("State"), lambda r: _state(r.row), "state"),
        Column(_("What you must do"), lambda r: r.row.todo, "todo"),
        Column(_("Due"), lambda r: r.row.due_on, "due"),
        Column(_("Holds until"), lambda r: r.row.last, "last"),
    ]


def _understood(line: Line) -> int | None:
    return line.tally.understood if line.row.todo and line.tally else None


def _state(row: Notice) -> str:
    if row.is_withdrawn:
        return pgettext("notice", "Withdrawn")
    return pgettext("notice", "Corrected") if row.corrected_by else ""


def _understood_by(line: Line) -> str:
    said = line.receipt.understood_by if line.receipt else None
    return said.name if said else ""
