"""Acts that may reach more stations than a page waits for: then a worker does them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from desk.sending.running import carries_out

AT_ONCE = 2_000
"""Stations that an act reaches while its page waits: at most a second, see
`bench/reaching.py`."""

ISSUE, TAKE_BACK, DRAFT = "task_issue", "task_take_back", "task_draft"
NOTICE, TAKE_BACK_NOTICE = "notice_send", "notice_take_back"
WORKS = (
    carries_out(ISSUE, _("Issuing a task")),
    carries_out(TAKE_BACK, _("Taking a task back")),
    carries_out(DRAFT, _("Keeping a draft")),
    carries_out(NOTICE, _("Sending a notice")),
    carries_out(TAKE_BACK_NOTICE, _("Withdrawing a notice")),
)
