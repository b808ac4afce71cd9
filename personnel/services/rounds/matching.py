"""A worker matches what was handed in; the result is written once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk.jobs import Work, register
from desk.models import Job
from desk.services import advance_job, measure_job, queue_job
from desk.work_shown import Shown
from organization.models import User
from personnel.matching.explaining import explained
from personnel.matching.facts import Market
from personnel.matching.solve import matched
from personnel.models import RoundMatch, RoundResult, SelectionRound
from personnel.rounds.life import S
from personnel.rounds.market import digest, market_of, written
from personnel.rounds.outcome import Outcome, outcome
from personnel.services.rounds import telling
from personnel.services.rounds.ground import fetched, noted, step

KIND = "selection"
STEPS_OF_JOB = 3  # read, matched, reasons found


def queue(*, row: SelectionRound, by: User | None, now: dt.datetime) -> None:
    """Have a worker match the round; the caller saves it."""
    row.job = queue_job(by=by, kind=KIND, content=b"", result={"round": row.pk})


def _matched(job: Job, now: dt.datetime, by: User | None = None) -> None:
    """Match the round of a job.

    Nothing is locked meanwhile: what was handed in cannot change any more, and a round
    that was cancelled gets no result.
    """
    row = SelectionRound.objects.filter(job=job, state=S.MATCHING).first()
    if row is not None:
        _store(row, *_worked_out(row, job), by)


def _worked_out(row: SelectionRound, job: Job) -> tuple[Market, Outcome]:
    measure_job(job=job, done=0, total=STEPS_OF_JOB)
    market = market_of(row)
    advance_job(job=job, done=1, result=job.result)
    found = matched(market)
    advance_job(job=job, done=2, result=job.result)
    return market, outcome(market, found, explained(market, found))


@transaction.atomic
def _store(
    seen: SelectionRound, market: Market, found: Outcome, by: User | None
) -> None:
    row, now = fetched(seen), timezone.now()
    if row.state != S.MATCHING:
        return
    kept = written(market)
    result = RoundResult.objects.create(
        round=row,
        at=now,
        market=kept,
        digest=digest(kept),
        verdict=found.matching.verdict,
        officer_optimal=found.matching.officer_optimal,
        pairs=found.pairs,
        blocking=json.loads(json.dumps([asdict(b) for b in found.matching.blocking])),
        missed=[asdict(each) for each in found.matching.missed],
        open_posts=[asdict(each) for each in found.open_posts],
    )
    ids = dict(row.officers.values_list("officer__police_number", "pk"))
    RoundMatch.objects.bulk_create(
        RoundMatch(
            result=result,
            officer_id=ids[each.officer],
            post_id=int(each.post) if each.post else None,
            choice=each.choice,
            why=[[asdict(why) for why in choice] for choice in each.why],
        )
        for each in found.fates
    )
    step(row, "match")
    told = {"verdict": result.verdict, "digest": result.digest}
    noted(row=row, act="match", by=by, now=now, **told)
    telling.tell_admins(row, "round_matched")


def _pages(jobs: Sequence[Job]) -> dict[int, str]:
    return {
        job.pk: reverse("personnel:round", args=[job.result["round"]]) for job in jobs
    }


def _others(user: User, jobs: Sequence[Job]) -> set[int]:
    """Those of rounds one sees."""
    rounds = [job.result["round"] for job in jobs]
    seen = SelectionRound.objects.visible_to(user).filter(pk__in=rounds)
    open_to = set(seen.values_list("pk", flat=True))
    return {job.pk for job in jobs if job.result["round"] in open_to}


SHOWN = Shown(
    _("Round matched"),
    _pages,
    unstoppable=_("The round is cancelled on its page."),
    others=_others,
    tells_itself=True,
)
DIED = "the workers that matched died"
ROUNDS = register(Work(KIND, _matched, DIED, SHOWN, kept=None))
