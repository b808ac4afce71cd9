"""Changes of appointments and protected time in words, for plans and for threads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.core.plans import Change
from coordination.ledger.wording import attendee, hours_of, listed
from coordination.moments import instant
from organization.templatetags.formats import clock, full_moment, hours, last_day


@dataclass(frozen=True)
class Timed:
    """An event or protected time as it was: minutes, milli-officers, names."""

    start: int
    due: int
    officers: int
    names: tuple[str, ...] = ()


def timed(change: Change, held: Timed, title: str) -> str:
    """One change as a sentence without a full stop."""
    facts = {"title": title}
    if change.kind == "move":
        facts["old"] = full_moment(instant(held.start))
        facts["new"] = when(change.start or 0, change.due or 0)
        return _("“%(title)s” from %(old)s to %(new)s") % facts
    if change.kind == "fewer":
        facts["old"] = hours(hours_of(held.officers * 60))
        facts["new"] = hours(hours_of(change.officers * 60))
        return _("“%(title)s” with %(new)s officers instead of %(old)s") % facts
    if change.kind == "name":
        pairs = zip(held.names, change.names, strict=False)
        other = [(one, two) for one, two in pairs if one != two]
        facts["who"] = listed(attendee(two) for _one, two in other)
        facts["for"] = listed(attendee(one) for one, _two in other)
        return _("“%(title)s”: %(who)s attends for %(for)s") % facts
    facts["span"] = when(held.start, held.due)
    return _("“%(title)s”, %(span)s: this station is spared it") % facts


def price(change: Change, held: Timed) -> str:
    """What it asks of people."""
    if change.kind == "move":
        days = (_day(change.start or 0) - _day(held.start)).days
        if not days:
            return _("another time that day")
        late = ngettext("%(n)s day later", "%(n)s days later", days)
        early = ngettext("%(n)s day earlier", "%(n)s days earlier", -days)
        return (late if days > 0 else early) % {"n": abs(days)}
    if change.kind == "fewer":
        less = (held.officers - change.officers) * (held.due - held.start)
        return _("%(hours)s h less") % {"hours": hours(hours_of(less))}
    count = sum(a != b for a, b in zip(held.names, change.names, strict=False))
    return ngettext("%(n)s other person", "%(n)s other people", count) % {"n": count}


def when(start: int, end: int) -> str:
    """14:00 to 16:00 on a day, or from one moment to another."""
    first, last = (timezone.localtime(instant(minute)) for minute in (start, end))
    if first.date() != last_day(last):
        return _("%(start)s to %(end)s") % {
            "start": full_moment(first),
            "end": full_moment(last),
        }
    return f"{full_moment(first)}–{clock(last)}"


def _day(minute: int) -> dt.date:
    return timezone.localdate(instant(minute))
