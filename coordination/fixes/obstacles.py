"""Why nothing that is allowed helps: which dates and times stand, and why."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.core.repair.obstacles import Obstacle
from coordination.fixes.wording import Teller
from coordination.ledger.wording import hours_of, listed
from coordination.moments import instant
from organization.templatetags.formats import short_hours, span

WHY: dict[str, str | Promise] = {
    "reserved": gettext_lazy("reserved strength goes first"),
    "urgent": gettext_lazy("issued urgently, it goes first"),
    "command": gettext_lazy("a command order, its time stands"),
    "statutory": gettext_lazy("its time is set by law"),
    "superior": gettext_lazy("its time was set above the bureau"),
    "begun": gettext_lazy("it has begun already"),
    "occasion": gettext_lazy("the occasion sets its time"),
    "many": gettext_lazy("it summons too many stations to find another time"),
    "no_time": gettext_lazy("no time within ten working days is free for it"),
}


def stuck(obstacle: Obstacle, teller: Teller) -> Iterator[str]:
    """Why no later dates help at one window, or no other time in a clash."""
    if not any(work.why for work in obstacle.work):
        yield _stuck(obstacle, teller)
        return
    for work in obstacle.work:
        facts = {"title": teller.title(work.id), "why": WHY[work.why or "no_time"]}
        yield _("“%(title)s”: %(why)s") % facts


def _stuck(obstacle: Obstacle, teller: Teller) -> str:
    """Why no later dates help at one window."""
    fixed = [teller.title(work.id) for work in obstacle.work if work.last is None]
    movable = [teller.title(work.id) for work in obstacle.work if work.last is not None]
    facts = {
        "station": teller.fixes.stations[obstacle.station].label,
        "span": span(instant(obstacle.start), instant(obstacle.end)),
        "fixed": listed(f"“{title}”" for title in fixed),
        "movable": listed(f"“{title}”" for title in movable),
        "short": short_hours(hours_of(obstacle.shortfall)),
    }
    if fixed and movable:
        text = _(
            "%(span)s: %(short)s h remain short at %(station)s."
            " %(fixed)s cannot move, %(movable)s not far enough."
        )
    elif fixed:
        text = _(
            "%(span)s: %(short)s h remain short at %(station)s. %(fixed)s cannot move."
        )
    else:
        text = _(
            "%(span)s: %(short)s h remain short at %(station)s."
            " %(movable)s may not move far enough."
        )
    return text % facts
