"""A plan's changes as a thread says them: with what was before, as it is kept."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.core.facts import hours
from coordination.core.plans import TIMED, Change
from coordination.fixes.timed import Timed, timed
from coordination.ledger.wording import listed
from coordination.lent import days_of
from coordination.moments import instant
from coordination.thread.reading import Reading
from organization.templatetags import formats
from organization.templatetags.formats import by_when, inner


def change_text(reading: Reading, station: str, change: Change) -> str:
    """One change in words, with what it was before."""
    if change.kind == "lend":
        first, end = days_of(change)
        return ngettext(
            "%(lender)s lends %(n)s officer, %(days)s",
            "%(lender)s lends %(n)s officers, %(days)s",
            change.officers // 1000,
        ) % {
            "lender": reading.name(change.lender),
            "n": formats.hours(change.officers / 1000),
            "days": formats.span(first, end - dt.timedelta(days=1)),
        }
    was = reading.proposal.plan["was"].get(change.demand, {})
    facts = {
        "title": inner(reading.title(change.demand)),
        "before": _day(was.get("due")),
        "had": _hours(was.get("effort")),
    }
    if change.kind in TIMED or (change.kind == "waive" and "start" in was):
        title = inner(was["title"]) if was.get("title") else facts["title"]
        held = Timed(was["start"], was["due"], was["officers"], tuple(was["names"]))
        return timed(change, held, title)
    if change.kind == "shift":
        facts["day"] = _day(change.due)
        return _("“%(title)s”: %(before)s → %(day)s") % facts
    if change.kind == "reduce":
        facts["left"] = _hours(change.effort)
        return _("“%(title)s”: %(had)s h → %(left)s h") % facts
    if change.kind == "waive":
        return _("“%(title)s”: waived, %(had)s h less") % facts
    if change.kind == "merge":
        facts["other"] = inner(reading.title(change.into))
        facts["left"] = _hours(change.effort)
        return _("“%(title)s” together with “%(other)s”, %(left)s h in all") % facts
    facts["parts"] = listed(
        f"{_hours(part.effort)} h {_day(part.due)}" for part in change.parts
    )
    return _("“%(title)s” in steps: %(parts)s") % facts


def _day(minute: int | None) -> str:
    return by_when(timezone.localtime(instant(minute))) if minute is not None else "？"


def _hours(units: int | None) -> str:
    return formats.hours(None if units is None else hours(units))
