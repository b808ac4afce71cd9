"""An admission taken back by who admitted, as long as nobody has built on it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.models import AdmissionCase, AdmissionEntry, SecondName
from coordination.services.pieces import note_act
from coordination.services.telling_office import matter
from desk.services import take_away, was_heard
from organization.models import User
from organization.permissions import authorise
from tasking.models import Directive
from tasking.services import waiting

TOLD = ("admission_signature", "admission_admit")
State = AdmissionCase.State


@transaction.atomic
def wait_again(*, by: User, case: int, now: dt.datetime) -> bool:
    """The piece waits with the office as before, its clock where it was.

    False where it has gone out to the stations, somebody else acted on it or has read
    that it is admitted: then it stays, and is returned with a reason.
    """
    rows = AdmissionCase.objects.select_for_update(of=("self",))
    seen = AdmissionCase.objects.get(pk=case)
    same = Directive.objects.select_for_update(of=("self",))
    directive = same.select_related("department__bureau").get(pk=seen.directive_id)
    row = rows.select_related("office__bureau", "submitted_by").get(pk=case)
    row.directive = directive
    authorise(by, "admission.decide", row.office)
    if not _is_last_word(row, by):
        return False
    for kind in TOLD:
        take_away(kind=kind, matters=[matter(row)], revision=row.version)
    waiting.wait_again(by=by, directive=directive)
    row.state = State.WAITING
    text = _("The admission was taken back at once.")
    note_act(by=by, case=row, act=AdmissionEntry.Act.COMMENT, now=now, note=text)
    return True


def _is_last_word(row: AdmissionCase, by: User) -> bool:
    last = row.entries.last()
    if last is None or (last.act, last.by_id) != (AdmissionEntry.Act.ADMIT, by.pk):
        return False
    if row.state != State.SIGNATURE:
        return False
    if SecondName.objects.filter(directive=row.directive).exists():
        return False
    about, sent = matter(row), row.version
    return not any(was_heard(kind=one, matter=about, revision=sent) for one in TOLD)
