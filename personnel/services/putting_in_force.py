"""A judged file is written in one transaction, which is told about from beside it.

Nobody sees what a transaction has written before it ends: how far it has come, and
whether it is to be stopped, goes over a connection of its own.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, OperationalError
from django.utils.translation import gettext as _

from desk.isolation import beside, is_to_be_repeated
from desk.models import Job
from organization.audit import record
from organization.models import User
from personnel.exchange.judging import Judged
from personnel.models import Import
from personnel.services.entering import Refused
from personnel.services.import_beat import Beat
from personnel.services.import_kinds import way_of
from personnel.services.import_verdicts import change, judged_now, keep_verdict

RETRIES = 3
S = Import.State


class Moved(Exception):
    """What is there is not what the verdict was about."""

    def __init__(self, judged: Judged) -> None:
        super().__init__()
        self.judged = judged


def put_in_force(*, by: User, row: Import, job: Job, now: dt.datetime) -> None:
    """All of it or nothing; what somebody else changes meanwhile is told.

    A line that met what was written in the same instant is judged again, beside it.
    """
    Beat(job).demand_going_on()
    with beside() as call:
        beat = Beat(job, call)
        for attempt in range(RETRIES):
            last = attempt == RETRIES - 1
            try:
                with way_of(row.kind).view():
                    _written(by, row, now, beat)
                return
            except Moved as moved:
                keep_verdict(row=row, judged=moved.judged, moved=True)
                return
            except Refused as refused:
                if last:
                    keep_verdict(row=row, judged=refused.judged, moved=True)
            except (OperationalError, IntegrityError) as error:
                if last or not is_to_be_repeated(error):
                    raise


def _written(by: User, row: Import, now: dt.datetime, beat: Beat) -> None:
    judged = judged_now(row=row, now=now, told=beat.of("check"), hold=True)
    if judged.mark != row.mark:
        raise Moved(judged)
    reason = _("Import of “%(name)s”") % {"name": row.name}
    way_of(row.kind).enter(
        by=by, row=row, judged=judged, reason=reason, told=beat.of("write")
    )
    change(row=row, state=S.APPLIED, content=None, applied_at=now, moved=False)
    # Whoever cancels locks this row as well: it was asked for by now, or comes late.
    beat.demand_going_on()
    record(
        "import.apply",
        by=by,
        subject=row,
        reason=reason,
        kind=row.kind,
        digest=row.digest,
        counts=judged.counts,
    )
