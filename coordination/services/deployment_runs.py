"""Reckoning the deployments that were asked for; a plan stays for a month."""

from __future__ import annotations

import datetime as dt

from coordination.deployment.reckoning import reckoned
from coordination.deployment.terms import Terms
from coordination.services.deploying import DEPLOYMENT
from desk.jobs import Work, register
from desk.models import Job
from desk.services import advance_job, measure_job
from organization.models import Bureau

MONTH = dt.timedelta(days=30)


def _reckoned(job: Job, now: dt.datetime) -> None:
    def told(done: int, rounds: int) -> None:
        measure_job(job=job, done=done, total=rounds + 1)

    result = job.result
    bureau = Bureau.objects.get(code=result["bureau"])
    terms = Terms.read(result["terms"])
    plan = reckoned(bureau, terms, now=now, told=told)
    advance_job(job=job, done=job.done, result={**result, "plan": plan})


DEPLOYMENTS = register(
    Work(DEPLOYMENT, _reckoned, "the workers that reckoned it died", kept=MONTH)
)
