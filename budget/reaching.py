"""Acts on the money of so many stations that a worker does them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from desk.sending.running import carries_out

AT_ONCE = 500
"""Statements that are frozen while a page waits."""

CLOSE, FREEZE_ANEW = "year_close", "statements_anew"
WORKS = (
    carries_out(CLOSE, _("Closing a year")),
    carries_out(FREEZE_ANEW, _("Freezing statements anew")),
)
