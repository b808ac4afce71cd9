"""What else waits at a station, in one line below the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.core.facts import hours
from coordination.ledger import wording
from coordination.ledger.reading import Reading
from coordination.notices.listing import for_station
from organization.models import User
from organization.templatetags.formats import full_day
from organization.templatetags.formats import hours as shown
from organization.templatetags.formats import short_hours as up
from tasking.models import NoticeReceipt


@dataclass(frozen=True)
class Beside:
    """A sign, what waits in a few words, and where it is done; `more` says the rest."""

    icon: str
    text: str
    url: str
    more: str = ""


def beside(user: User, reading: Reading) -> list[Beside]:
    """Overdue work, owed time, notices: one query."""
    found = [_overdue(reading), _owed(reading), *_notices(user, reading)]
    return [one for one in found if one is not None]


def _overdue(reading: Reading) -> Beside | None:
    late = reading.overdue
    if not late:
        return None
    left = wording.hours_of(sum(row.remaining_units or 0 for row in late))
    facts = {"count": len(late), "hours": shown(left)}
    text = ngettext(
        "%(count)s task overdue, about %(hours)s h",
        "%(count)s tasks overdue, about %(hours)s h",
        len(late),
    )
    return Beside("clock", text % facts, "?show=overdue#tasks")


def _owed(reading: Reading) -> Beside | None:
    owed = hours(reading.owed_units)
    if not owed:
        return None
    text = _("%(hours)s h of protected time still owed") % {"hours": up(owed)}
    url = reverse("coordination:station_plan", args=[reading.station.code])
    return Beside("lock", text, f"{url}#owed")


def _notices(user: User, reading: Reading) -> list[Beside]:
    """One is named; of several how many, and what must be done first."""
    rows: Sequence[Any] = for_station(user, reading.station, reading.today)
    if not rows:
        return []
    todo = [row for row in rows if row.owes]
    dues = sorted(row.notice.due_on for row in todo if row.notice.due_on)
    more = _until(dues)
    if len(rows) == 1:
        url = reverse("coordination:notice", args=[rows[0].notice_id])
        return [Beside("bell", rows[0].notice.title, url, more)]
    url = reverse("coordination:notices")
    return [Beside("bell", _counted(rows, todo), url, more)]


def _counted(rows: Sequence[NoticeReceipt], todo: Sequence[NoticeReceipt]) -> str:
    """What must be done, and what was only not opened yet."""
    rest = len(rows) - len(todo)
    parts = []
    if todo:
        act = ngettext("%(n)s notice to act on", "%(n)s notices to act on", len(todo))
        parts.append(act % {"n": len(todo)})
    if rest:
        unread = ngettext("%(n)s notice not opened", "%(n)s notices not opened", rest)
        parts.append(unread % {"n": rest})
    return wording.listed(parts)


def _until(dues: Sequence[dt.date]) -> str:
    if not dues:
        return ""
    return _("by %(day)s at the latest") % {"day": full_day(dues[0])}
