"""Why a file of a selection is not taken, in words."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from desk import refusals
from desk.files.problems import Problem

MESSAGES = refusals.MESSAGES | {
    "coupled_twice": gettext_noop("“%(value)s” is in another couple already."),
    "groups_overlap": gettext_noop(
        "This group shares posts with “%(other)s”, but neither lies within the other."
    ),
    "least_above_most": gettext_noop("%(least)s is more than %(most)s."),
    "not_two": gettext_noop("This must be a list of two."),
    "nowhere": gettext_noop("A pair must name at least one post."),
    "own_ranks": gettext_noop(
        "“%(value)s” chooses as one of a couple; his own list must be empty."
    ),
    "repeated_pair": gettext_noop("This pair is already in place %(first)s."),
    "repeated_rank": gettext_noop("“%(value)s” is already in place %(first)s."),
    "unlisted": gettext_noop("“%(value)s” is not listed in %(list)s."),
}


def line(problem: Problem) -> str:
    """Place and reason of one problem."""
    return refusals.line(problem, MESSAGES)
