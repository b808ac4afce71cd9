"""Why a file of a selection is not taken, in words."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from desk import refusals
from desk.files.problems import Problem

MESSAGES = refusals.MESSAGES | {
    "groups_overlap": gettext_noop(
        "This group shares posts with “%(other)s”, but neither lies within the other."
    ),
    "least_above_most": gettext_noop("%(least)s is more than %(most)s."),
    "repeated_rank": gettext_noop("“%(value)s” is already in place %(first)s."),
    "unlisted": gettext_noop("“%(value)s” is not listed in %(list)s."),
}


def line(problem: Problem) -> str:
    """Place and reason of one problem."""
    return refusals.line(problem, MESSAGES)
