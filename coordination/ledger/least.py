"""The least change that settles a conflict: one later date, and what it does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.core.plans import Balance, Change, Plan, StationPlan
from coordination.core.repair.single import single
from coordination.core.repair.terms import Site
from coordination.fixes.proving import window_after
from coordination.ledger import wording
from coordination.ledger.figures import figures
from coordination.ledger.reading import Reading
from coordination.leeway import may_move, movables
from coordination.models import Conflict
from coordination.moments import instant
from coordination.pictures import bullet
from coordination.services.fixing_ground import one_date
from organization.models import Bureau, SilenceRule
from organization.templatetags.formats import full_day, hours, inner, last_day
from organization.templatetags.formats import short_hours as up
from tasking.models import Assignment, DeadlineClass

TRIED, MUCH = 9, 300
_UNKNOWN = Balance(None, 0)


@dataclass(frozen=True)
class Least:
    """One task of the minimal set, its later due and by how many working days."""

    row: Assignment
    change: Change
    due: dt.datetime
    later: int
    site: Site

    @property
    def name(self) -> str:
        """What the plan goes by where it is accepted."""
        return one_date(self.row.pk, self.change.due or 0)


def least_change(reading: Reading, conflict: Conflict | None) -> Least | None:
    """The one later date that settles the conflict and makes nothing worse.

    On the terms of every way out; None when no single date settles it.
    """
    if conflict is None or conflict.kind != Conflict.Kind.DEADLINE:
        return None
    if reading.facts.capacity is None:
        return None
    terms = movables(_members(reading, conflict), reading.calendar)
    site = Site(reading.facts, terms, as_of=reading.minute, now=reading.minute)
    change = single(site)
    if change is None or change.due is None:
        return None
    dues = next(each.dues for each in terms if each.demand == change.demand)
    return Least(
        row=reading.by_id[change.demand],
        change=change,
        due=instant(change.due),
        later=dues.index(change.due) + 1,
        site=site,
    )


def _members(reading: Reading, conflict: Conflict) -> list[Assignment]:
    """Members of the minimal set that may move: a few, so that the page of a station
    that owes very much does not wait for them."""
    members = [m for m in conflict.members if m["minimal"] and not m["event"]]
    rows = [reading.by_id.get(m["assignment"]) for m in members]
    found = [row for row in rows if row is not None and may_move(row)]
    return found[: TRIED if len(reading.facts.demands) <= MUCH else TRIED // 3]


def sentence(least: Least | None) -> str:
    """For the answer at the top; empty where no single date settles it."""
    if least is None:
        return ""
    return _("Moving “%(title)s” to %(day)s settles it.") % _facts(least)


def fix(reading: Reading, conflict: Conflict, least: Least) -> dict[str, Any]:
    """The suggestion on the card: before and after, and what accepting it means."""
    shown = figures(conflict)
    asked, there = window_after(least.site, _plan(reading, least), conflict)
    left = wording.hours_of(max(there - asked, 0) // 6_000 * 6_000)
    return {
        "plan": least.name,
        "title": _("Suggestion: “%(title)s” to %(day)s") % _facts(least),
        "before": bullet(shown.demand, shown.capacity),
        "before_text": _("%(hours)s h short") % {"hours": up(shown.short)},
        "after": bullet(wording.hours_of(asked), wording.hours_of(there)),
        "after_text": _("%(hours)s h left") % {"hours": hours(left)},
        "text": wording.sentences(_later(least), _rest(reading)),
        "consequence": consequence(least.row, reading.station.bureau),
    }


def _later(least: Least) -> str:
    text = ngettext(
        "%(n)s working day later.", "%(n)s working days later.", least.later
    )
    return text % {"n": least.later}


def _rest(reading: Reading) -> str:
    rest = len(reading.live) - 1
    text = ngettext(
        "The other task stays as it is.",
        "The other %(n)s tasks stay as they are.",
        rest,
    )
    return text % {"n": rest} if rest else ""


def _plan(reading: Reading, least: Least) -> Plan:
    code = reading.station.code
    return Plan(
        "own", (StationPlan(code, (least.change,), _UNKNOWN, _UNKNOWN),), cost=0
    )


def consequence(row: Assignment, bureau: Bureau) -> str:
    """What happens when it is accepted: whose consent is asked, by when, and that
    the task goes on meanwhile."""
    if row.department is None:
        return _("It is the own plan: the date changes when the chief agrees.")
    said = ngettext(
        "Asks %(department)s to agree within %(n)s working day; the task goes on"
        " meanwhile.",
        "Asks %(department)s to agree within %(n)s working days; the task goes on"
        " meanwhile.",
        bureau.proposal_days,
    ) % {"department": row.department.label, "n": bureau.proposal_days}
    agrees = bureau.silence_rule == SilenceRule.AGREES
    silent = agrees and row.deadline_class == DeadlineClass.NEGOTIABLE
    silence = _("No answer counts as agreement.") if silent else ""
    return wording.sentences(said, silence)


def _facts(least: Least) -> dict[str, str]:
    return {
        "title": inner(least.row.directive.display_title),
        "day": full_day(last_day(least.due)),
    }
