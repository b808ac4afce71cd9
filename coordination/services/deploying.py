"""Asking for a deployment by calculation, and making a draft order of what came of it.

A worker reckons it, see `deployment_runs`. What it proposes binds nobody: the draft is
an order like any other, judged line by line.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from coordination.core.facts import hours
from coordination.deployment.terms import Terms
from desk.models import Job
from desk.services import queue_job
from organization.models import Bureau, User
from organization.permissions import authorise
from organization.services.problems import Problems
from personnel.audience import possible_readers
from personnel.models import Officer, Post, Posting, PostingOrder
from personnel.services import ordering
from personnel.services.lines import Wish

DEPLOYMENT = "deployment"
MOST_OPEN = 2  # of one person at a time
LIMITS = {
    "weeks": (1, 52),
    "most": (1, 20),
    "least": (1, 50),
    "share": (0, 100),
    "months": (0, 120),
}


def begin_deployment(*, by: User, bureau: Bureau, terms: Terms, today: dt.date) -> Job:
    """Queue it. ValidationError by field, or where enough is under way."""
    authorise(by, "posting.prepare", bureau)
    with Problems() as problems:
        if not today < terms.first <= today + dt.timedelta(days=365):
            problems.add("first", _("A day within the next year."))
        for name, (low, high) in LIMITS.items():
            if not low <= getattr(terms, name) <= high:
                said = {"low": low, "high": high}
                problems.add(name, _("From %(low)s to %(high)s.") % said)
        if Job.objects.visible_to(by).under_way(DEPLOYMENT).count() >= MOST_OPEN:
            problems.add("state", _("Wait for what is being reckoned to end."))
    asked = {"bureau": bureau.code, "terms": terms.kept}
    return queue_job(by=by, kind=DEPLOYMENT, content=b"", result=asked)


def draft_deployment(
    *, by: User, job: Job, title: str, now: dt.datetime
) -> PostingOrder:
    """A draft with a line for each move. ValidationError where there is none, or where
    one is no longer possible."""
    plan = job.result.get("plan") or {}
    moves = plan.get("moves", [])
    if not moves:
        raise ValidationError({"state": [_("There is nothing to make an order of.")]})
    bureau = Bureau.objects.get(code=job.result["bureau"])
    terms = Terms.read(job.result["terms"])
    beside = ("station__bureau", "department__bureau")
    officers = Officer.objects.in_bulk([move["officer"] for move in moves])
    posts = Post.objects.select_related(*beside).in_bulk([m["post"] for m in moves])
    wishes = [
        Wish(
            officer=officers[move["officer"]],
            unit=posts[move["post"]].unit,
            kind=Posting.Kind.PERMANENT,
            first=terms.first,
            post=posts[move["post"]],
        )
        for move in moves
    ]
    return ordering.draft_order(
        by=by,
        bureau=bureau,
        title=title,
        basis=_basis(plan, terms),
        readers=[user for user, usual in possible_readers(bureau, by) if usual],
        wishes=wishes,
        now=now,
    )


def _basis(plan: dict[str, list[int]], terms: Terms) -> str:
    """What the calculation says, for whoever reads the order."""
    text = _(
        "By calculation: %(n)s postings would save %(h)s officer-hours of those missing"
        " in the last %(weeks)s weeks and in the work ahead."
    )
    saved = round(hours(plan["saved"][-1]), 1)
    return text % {"n": len(plan["moves"]), "h": saved, "weeks": terms.weeks}
