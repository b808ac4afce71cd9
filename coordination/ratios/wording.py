"""Names of the single figures, and what they mean with the bureau's own numbers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coordination.ratios.figures import SHOWN, Shown

LABELS = {
    "hours": _("Officer-hours asked"),
    "unknown": _("Without an estimate"),
    "tasks": _("Tasks"),
    "assignments": _("Assignments"),
    "short": _("Short notice"),
    "same_day": _("Issued and due on one day"),
    "withdrawn": _("Withdrawn"),
    "recalled": _("Recalled"),
    "taken_hours": _("Hours taken back"),
    "was_late": _("Past their date in the period"),
    "fell_due": _("Due in the period"),
    "is_late": _("Past their date now"),
    "returns": _("Returns asked for"),
    "forms": _("Different forms"),
    "meetings": _("Meetings"),
    "notices": _("Notices"),
    "inspections": _("Inspections"),
    "guidance": _("Guidance visits"),
    "returned": _("Returned for completion"),
    "reminders": _("Reminders"),
    "visits": _("Visits paid"),
    "commendations": _("Commendations"),
}


def label_of(name: str) -> str:
    return str(LABELS[name])


def meaning_of(shown: Shown, days: int) -> str:
    return str(shown.meaning).replace("{n}", str(days))


def shown_of(name: str) -> Shown:
    """The line of the page a single figure stands in."""
    named = (one for one in SHOWN if name in (*one.names, *one.against))
    return next(named, None) or next(one for one in SHOWN if one.base == name)
