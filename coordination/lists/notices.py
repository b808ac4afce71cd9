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

    columns = [*_every(), *(_sent() if side == "sent" else _received())]
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


def _every() -> list[Column[Any]]:
    return [
        Column(pgettext("to stations", "Notice"), lambda r: r.row.title),
        Column(_("Department"), lambda r: r.row.department.label),
        Column(pgettext("on a day", "Sent"), lambda r: as_time(r.row.issued_at)),
        Column(_("State"), lambda r: _state(r.row)),
        Column(_("What you must do"), lambda r: r.row.todo),
        Column(_("Due"), lambda r: r.row.due_on),
        Column(_("Holds until"), lambda r: r.row.last),
    ]


def _received() -> list[Column[Any]]:
    return [
        Column(_("Opened by you"), lambda r: yes(r.opened)),
        Column(_("Understood by"), _understood_by),
    ]


def _sent() -> list[Column[Any]]:
    return [
        Column(_("Stations"), lambda r: r.tally.stations),
        Column(pgettext("stations", "Read"), lambda r: r.tally.read),
        Column(_("Understood"), lambda r: r.tally.understood if r.row.todo else None),
        Column(_("Questions"), lambda r: r.tally.asked),
    ]


def _state(row: Notice) -> str:
    if row.is_withdrawn:
        return pgettext("notice", "Withdrawn")
    return pgettext("notice", "Corrected") if row.corrected_by else ""


def _understood_by(line: Line) -> str:
    said = line.receipt.understood_by if line.receipt else None
    return said.name if said else ""
