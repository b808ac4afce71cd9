"""The life of an assignment and of a directive, as tables.

Overdue is derived from the clock and never a state.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tasking.models import Assignment, Directive

A = Assignment.State
D = Directive.State


@dataclass(frozen=True)
class Step:
    """From which states an act leads to which, and the right it takes."""

    sources: tuple[str, ...]
    target: str
    action: str


ASSIGNMENT: dict[str, Step] = {
    "acknowledge": Step((A.ISSUED,), A.ACKNOWLEDGED, "assignment.sign"),
    "progress": Step(
        (A.ISSUED, A.ACKNOWLEDGED, A.IN_PROGRESS, A.RETURNED),
        A.IN_PROGRESS,
        "assignment.progress",
    ),
    "report": Step(
        (A.ISSUED, A.ACKNOWLEDGED, A.IN_PROGRESS, A.RETURNED),
        A.REPORTED,
        "assignment.report",
    ),
    "accept": Step((A.REPORTED,), A.ACCEPTED, "assignment.review"),
    "return": Step((A.REPORTED,), A.RETURNED, "assignment.review"),
    "withdraw": Step(
        (A.ISSUED, A.ACKNOWLEDGED, A.IN_PROGRESS, A.REPORTED, A.RETURNED),
        A.WITHDRAWN,
        "directive.withdraw",
    ),
    "recall": Step(
        (A.ISSUED, A.ACKNOWLEDGED, A.IN_PROGRESS, A.REPORTED, A.RETURNED),
        A.RECALLED,
        "directive.recall",
    ),
    "expire": Step(
        (A.ISSUED, A.ACKNOWLEDGED, A.IN_PROGRESS, A.RETURNED),
        A.WITHDRAWN,
        "directive.override",
    ),
}

DIRECTIVE: dict[str, Step] = {
    "submit": Step((D.DRAFT, D.RETURNED), D.SUBMITTED, "directive.issue"),
    "admit": Step((D.SUBMITTED,), D.ADMITTED, "admission.decide"),
    "wait_again": Step((D.ADMITTED,), D.SUBMITTED, "admission.decide"),
    "approve": Step((D.SUBMITTED, D.ADMITTED), D.ADMITTED, "directive.approve"),
    "send_back": Step((D.SUBMITTED, D.ADMITTED), D.RETURNED, "directive.approve"),
    "issue": Step(
        (D.DRAFT, D.SUBMITTED, D.ADMITTED, D.RETURNED), D.ISSUED, "directive.issue"
    ),
    "withdraw": Step(
        (D.SUBMITTED, D.ADMITTED, D.ISSUED), D.WITHDRAWN, "directive.withdraw"
    ),
    "recall": Step((D.ISSUED,), D.RECALLED, "directive.recall"),
    # What was not sent, because another department's task serves it.
    "set_aside": Step((D.DRAFT,), D.WITHDRAWN, "directive.draft"),
    # An urgent task whose time is over: what was done stays, what is owed lapses.
    "expire": Step((D.ISSUED,), D.CLOSED, "directive.override"),
    "close": Step((D.ISSUED,), D.CLOSED, "directive.close"),
}


def step(table: dict[str, Step], act: str, state: str) -> Step:
    """The step of `act` from `state`; ValidationError when it is not allowed there."""
    found = table[act]
    if state not in found.sources:
        raise ValidationError(
            {
                "state": [
                    _("That is no longer possible: the state has changed meanwhile.")
                ]
            }
        )
    return found


def possible(table: dict[str, Step], state: str) -> list[str]:
    """Acts that lead on from a state."""
    return [act for act, found in table.items() if state in found.sources]
