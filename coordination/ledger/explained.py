"""The sentences beside a working: what the sum is held against, how it is rounded."""

from __future__ import annotations

from django.utils.translation import gettext as _

from coordination.core.facts import hours
from coordination.ledger.supplied import Week
from coordination.ledger.wording import attendee, listed
from coordination.ledger.working import Working
from coordination.models import Conflict
from organization.templatetags import formats


def held(working: Working) -> str:
    """What the hours asked for are compared with."""
    row = working.conflict
    if working.how == "later":
        if row.state == Conflict.State.SETTLED:
            return _(
                "The conflict is settled. These are the figures it had last; the hours"
                " by day of that time are not kept."
            )
        return _(
            "Something has changed since this was found and is being checked again. The"
            " hours by day appear when the check is done."
        )
    if working.how == "people":
        return _(
            "Asked for by name: %(names)s. Everybody can be in one place only, so"
            " %(count)s × %(length)s h are there."
        ) % {
            "names": listed(attendee(name) for name in working.people),
            "count": len(working.people),
            "length": formats.hours(working.minutes / 60),
        }
    if row.kind == Conflict.Kind.CLASH:
        return _(
            "Everybody on duty at that time counts; standing work and protected time"
            " are not taken off."
        )
    if row.kind == Conflict.Kind.DISPLACEMENT:
        return _(
            "Of those on duty at that time, the officers of the protected time are"
            " taken off; the rest is there for the orders."
        )
    if working.unusable_units:
        return _(
            "Some of these tasks may only be worked on by a few officers at once, so"
            " %(hours)s of the hours cannot be used for them; only the last line can"
            " be compared."
        ) % {"hours": formats.hours(hours(working.unusable_units))}
    return ""


def notes(working: Working) -> list[str]:
    """How the hours come about and how they are rounded on a page."""
    return [*derivation(working), rounding()]


def derivation(working: Working) -> list[str]:
    """How the hours come about."""
    found = []
    if working.stretches:
        found.append(
            _(
                "Hours present = (officers posted − on leave) × share on duty by roster"
                " × hours each. Auxiliaries give none; they relieve standing work."
            )
        )
    kinds = {stretch.kept for stretch in working.stretches}
    if "share" in kinds:
        found.append(
            _(
                "Taken off is the standing-work share, because it is more that week"
                " than protected time and planned standing work together."
            )
        )
    if "planned" in kinds:
        found.append(
            _(
                "Taken off are protected time and planned standing work, because that"
                " week they are more than the standing-work share."
            )
        )
    found += [_relieved(week) for week in working.weeks if week.relief]
    if any(stretch.ready_units for stretch in working.stretches):
        found.append(
            _(
                "On days of an alert level a part of those at work stands by for it"
                " and is not free for tasks; it is taken off last."
            )
        )
    return found


def _relieved(week: Week) -> str:
    """How the auxiliaries count in a week, in hours that are taken off."""
    said = {"day": formats.month_day(week.monday)}
    for name in ("relief", "share", "planned", "blocked", "left"):
        said[name] = formats.hours(hours(getattr(week, name)))
    if week.deduction.kept == "share":
        text = _(
            "Week from %(day)s: standing work %(share)s h, of which auxiliaries take"
            " over %(relief)s h; %(left)s h are taken off."
        )
    else:
        text = _(
            "Week from %(day)s: planned standing work %(planned)s h, of which"
            " auxiliaries take over %(relief)s h, and protected time %(blocked)s h;"
            " %(left)s h are taken off."
        )
    return text % said


def rounding() -> str:
    """The rule of `figures`, for the reader."""
    return _(
        "Rounded to a tenth of an hour: what is there down, what is short up, and the"
        " lines so that they add up exactly to the totals shown."
    )


def unusable() -> str:
    return _("Not usable: few may work at once")


def given(working: Working) -> str:
    """Label of hours that do not come from days."""
    if working.how == "people":
        return _("People asked for by name × hours")
    return _("As of the last check")
