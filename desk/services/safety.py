"""Keeping what came of backups and drills, and telling who must act."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from desk.models import DueJob
from desk.services.inbox import tell_each
from organization.models import Membership, Role, SafetyRun

log = logging.getLogger(__name__)
KEPT = dt.timedelta(days=90)
LEASE = dt.timedelta(hours=2)
SLACK = dt.timedelta(minutes=1)


@transaction.atomic
def record_run(
    *,
    kind: str,
    started_at: dt.datetime,
    now: dt.datetime,
    facts: dict[str, Any],
    problem: str = "",
) -> SafetyRun:
    """Keep one run; a bad one is a letter to every system administrator and a line
    in the log. What is older than three months goes.

    `facts["said"]` may hold the problem by language.
    """
    run = SafetyRun.objects.create(
        kind=kind,
        started_at=started_at,
        ended_at=max(now, started_at),
        good=not problem,
        facts=facts,
        problem=problem,
    )
    SafetyRun.objects.filter(ended_at__lt=now - KEPT).delete()
    if problem:
        log.error("%s failed: %s", kind, problem)
        _tell(run)
    else:
        log.info("%s succeeded: %s", kind, facts)
    return run


def _tell(run: SafetyRun) -> None:
    """One letter per kind and day: the page keeps every run. Who looks after the
    audit trail is told of it too."""
    _tell_those(run, Role.SYSTEM_ADMIN, "coordination:system")
    if run.kind == SafetyRun.Kind.AUDIT:
        _tell_those(run, Role.AUDIT_ADMIN, "organization:audit")


def _tell_those(run: SafetyRun, role: Role, page: str) -> None:
    people = Membership.objects.in_force().filter(role=role)
    said = run.facts.get("said", {})
    tell_each(
        people.values_list("user", flat=True),
        matter=f"system:{run.kind}",
        revision=run.ended_at.toordinal(),
        kind=f"system_{run.kind}",
        facts={
            "problem": run.problem,
            "problem_zh": said.get("zh-hans", run.problem),
            "failed_at": run.ended_at.isoformat(),
        },
        url=reverse(page),
    )


def take_due(
    *, name: str, first: dt.datetime, following: dt.datetime, now: dt.datetime
) -> bool:
    """Is the job due, and ours? Whoever asks next finds it taken, for two hours: then
    it is thought to have died. What waits until later than it would be `following` if
    it ran now was put off by a clock that was ahead."""
    DueJob.objects.get_or_create(name=name, defaults={"due_at": first})
    late = max(following, now + LEASE) + SLACK
    ready = Q(due_at__lte=now) | Q(due_at__gt=late)
    due = DueJob.objects.filter(ready, name=name)
    return bool(due.update(due_at=now + LEASE, last_started_at=now))


def end_due(
    *, name: str, following: dt.datetime, now: dt.datetime, error: str = ""
) -> None:
    """It ran; the table of jobs shows when it will again."""
    row: dict[str, Any] = {"due_at": following, "last_error": error[:2000]}
    if not error:
        row["last_finished_at"] = now
    DueJob.objects.filter(name=name).update(**row)
