"""The inbox: one line per matter, with its latest letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from desk.letters import MATTERS
from desk.lists import Column, Listing, as_time


def letters(rows: Iterable[Any], narrowed: Sequence[str]) -> Listing[Any]:
    """Rows of `views.inbox`."""
    return Listing("inbox", _("Inbox"), letter_columns(), rows, narrowed)


def letter_columns() -> list[Column[Any]]:
    """Of a matter (`views.inbox.Matter`)."""
    return [
        Column(_("Time"), lambda r: as_time(r.item.created_at), "time"),
        Column(_("Matter"), lambda r: r.letter.text, "matter"),
        Column(pgettext("letters", "About"), _about, "about"),
        Column(_("Reason"), lambda r: r.letter.reason, "reason"),
        Column(_("Earlier letters"), lambda r: len(r.before) + r.more, "before", True),
        Column(_("State"), lambda r: _("new") if r.unread else _("read"), "state"),
        Column(_("Read on"), lambda r: as_time(r.item.read_at), "read"),
    ]


def _about(row: Any) -> str:
    sort = row.item.kind.partition("_")[0]
    return str(MATTERS.get(sort, sort))
