"""The sentences about a station's year."""

from __future__ import annotations

from django.utils.translation import gettext as _

from coordination.ledger.year import Year
from organization.templatetags.formats import hours, month_day, short_hours


def said(found: Year) -> dict[str, str]:
    """Up to this month: planned, done, and what orders took."""
    if not found.rows:
        return {
            "fine": _("The plan of %(year)s is empty") % {"year": found.plan.year},
            "why": _("Enter what the year holds: visits, checks, mediation, records."),
        }
    if not found.until:
        facts = {"year": found.plan.year, "h": hours(found.whole.planned_hours)}
        return {
            "fine": _("%(year)s: %(h)s hours planned") % facts,
            "why": _force(found),
        }
    so_far = found.so_far
    facts = {
        "day": month_day(found.until),
        "planned": hours(so_far.planned_hours),
        "done": hours(so_far.done_hours),
        "taken": short_hours(found.taken_hours),
    }
    told = {
        "fine": _("By %(day)s: %(planned)s hours planned, %(done)s done") % facts,
        "why": _force(found),
    }
    if found.taken:
        told["trouble"] = _(", %(taken)s given up to orders") % facts
    return told


def _force(found: Year) -> str:
    if found.plan.in_force_at is not None:
        return _(
            "In force: its foundation work counts as planned standing hours, where that"
            " is more than the standing-work share."
        )
    return _("A draft: put in force, its foundation work counts for every trial run.")
