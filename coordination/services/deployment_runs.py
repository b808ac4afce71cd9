"""Reckoning the deployments that were asked for; a plan stays for a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coordination.deployment.reckoning import reckoned
from coordination.deployment.terms import Terms
from coordination.services.deploying import DEPLOYMENT
from desk.jobs import Work, keep_on, register
from desk.models import Job
from desk.services import advance_job
from desk.work_shown import Shown
from organization.models import Bureau

MONTH = dt.timedelta(days=30)


def _reckoned(job: Job, now: dt.datetime) -> None:
    def told(done: int, rounds: int) -> None:
        keep_on(job, done, rounds + 1)

    result = job.result
    bureau = Bureau.objects.get(code=result["bureau"])
    terms = Terms.read(result["terms"])
    plan = reckoned(bureau, terms, now=now, told=told)
    advance_job(job=job, done=job.done, result={**result, "plan": plan})


def _pages(jobs: Sequence[Job]) -> dict[int, str]:
    return {
        job.pk: reverse("coordination:deployment_plan", args=[job.pk]) for job in jobs
    }


SHOWN = Shown(_("Deployment by calculation"), _pages)
DIED = "the workers that reckoned it died"
DEPLOYMENTS = register(Work(DEPLOYMENT, _reckoned, DIED, SHOWN, kept=MONTH))
