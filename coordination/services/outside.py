"""What is asked from outside the police: taken on all the same, or sent on.

Refusing it and the bureau's answer stand in `remitting`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coordination.models import RemitReport
from coordination.services.remitting import (
    Asked,
    check,
    locked,
    trail,
    written,
)
from coordination.services.telling_remit import tell, unit_of
from desk.attaching import take_files
from organization.models import Station, User
from organization.permissions import authorise
from organization.services.problems import Problems
from tasking.services.acts import Stale

S = RemitReport.State
# Whose business it is can be said of what is not the police's.
ROUTABLE = (S.REPORTED, S.CONFIRMED, S.LAPSED)


@transaction.atomic
def take_on(
    *,
    by: User,
    station: Station,
    asked: Asked,
    now: dt.datetime,
    files: Iterable[UploadedFile[Any]] = (),
) -> RemitReport:
    """Do it all the same, and say why (`asked.text`); the register keeps the hours.

    What the police ask is a task: it is done, or reported.
    """
    authorise(by, "objection.file", station)
    check(asked, None, station)
    with Problems() as problems:
        if asked.effort_units is None:
            problems.add("hours", _("Say how many hours it takes."))
        if asked.body == RemitReport.Body.POLICE:
            problems.add("body", _("What a police department asks is a task."))
    made = written(by, station, None, asked, now)
    made.state, made.answer = S.ACCEPTED, made.text
    made.answered_by, made.answered_at = by, now
    made.save()
    made.files.set(take_files(by=by, files=files, now=now))
    trail(made, "take_on", by, made.text)
    return made


@transaction.atomic
def route(
    *,
    by: User,
    report: RemitReport,
    to: str,
    letter: str,
    now: dt.datetime,
    version: int | None = None,
) -> RemitReport:
    """Say whose business it is, and with which letter it was sent on to them."""
    row = locked(report)
    authorise(by, "remit.answer", unit_of(row))
    if version is not None and version != row.version:
        raise Stale
    with Problems() as problems:
        if row.state not in ROUTABLE:
            message = _("Only what is not the police's business is sent on.")
            problems.add("state", message)
        problems.require("routed_to", to)
        for name, text, most in (("routed_to", to, 80), ("routed_letter", letter, 120)):
            if len(text) > most:
                problems.add(name, _("At most %(n)s characters.") % {"n": most})
    row.routed_to, row.routed_letter = to.strip(), letter.strip()
    row.routed_by, row.routed_at = by, now
    row.version += 1
    row.save()
    trail(row, "route", by, row.routed_letter, to=row.routed_to)
    tell(row, "remit_routed", by, row.routed_letter, to=row.routed_to)
    return row
