"""Acts on many rows: shown, committed as they were shown, stopped, forgotten."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from desk.bulk.acts import Act, Item, Refused, act, rows_of
from desk.models import BulkRow, BulkRun
from desk.services.jobs import queue_job
from desk.services.undoing import remember
from organization.audit import record
from organization.models import AuditEvent, User
from organization.permissions import POLICY
from organization.wall import lifted

KIND = "bulk"
SILENT = dt.timedelta(minutes=2)
"""After so long nobody is at work any more on what was to be done at once."""
State, Outcome = BulkRun.State, BulkRow.Outcome
Heard = Callable[[int, int], bool]


@transaction.atomic
def begin(
    *,
    by: User,
    name: str,
    place: str,
    query: str,
    ticked: Sequence[int] | None,
    now: dt.datetime,
) -> BulkRun:
    """Fix the rows: those ticked, or with None all that the address asks for.

    ValidationError for none or too many; PermissionDenied for who may not do this.
    """
    what = _allowed(by, name)
    of = rows_of(what.list_name)(by, QueryDict(query), place)
    wanted = None if ticked is None else set(ticked)
    chosen = (pk for pk in of if wanted is None or pk in wanted)
    ids = list(islice(chosen, what.most + 1))
    if not ids:
        raise ValidationError({"row": [_("No row is ticked that is in this list.")]})
    if len(ids) > what.most:
        text = _("At most %(n)s rows at once: narrow the list first.")
        raise ValidationError({"row": [text % {"n": f"{what.most:,}"}]})
    run = BulkRun.objects.create(
        act=name,
        list_name=what.list_name,
        place=place,
        query=query,
        by=by,
        state=State.ASKED if what.form else State.SHOWN,
        created_at=now,
    )
    _judge(run, what, ids, now)
    record("bulk.begin", by=by, subject=run, act=name, rows=len(ids))
    return run


@transaction.atomic
def say(*, by: User, run: BulkRun, given: dict[str, Any], now: dt.datetime) -> BulkRun:
    """What the act must be told; the same rows are judged by it."""
    row, what = _own(by, run), _allowed(by, run.act)
    if row.state not in (State.ASKED, State.SHOWN):
        raise ValidationError({"state": [_("This has been committed already.")]})
    ids = list(row.rows.values_list("subject", flat=True))
    row.given, row.state = given, State.SHOWN
    row.save(update_fields=["given", "state"])
    row.rows.all().delete()
    _judge(row, what, ids, now)
    record("bulk.say", by=by, subject=row, act=row.act)
    return row


def commit(*, by: User, run: BulkRun, now: dt.datetime) -> BulkRun:
    """Do what was shown: at once, or for many rows by a worker. What is done at once
    and was broken off is gone on with by the same call."""
    row = _committed(by=by, run=run, now=now)
    if row.job_id is None:
        work(by=by, run=row, now=now)
    return row


@transaction.atomic
def _committed(*, by: User, run: BulkRun, now: dt.datetime) -> BulkRun:
    row, what = _own(by, run), _allowed(by, run.act)
    broken = row.state == State.RUNNING and row.job_id is None
    if broken and row.committed_at and row.committed_at < now - SILENT:
        return row
    if row.state == State.ASKED:
        raise ValidationError({"state": [_("Something is still to be said.")]})
    if row.state != State.SHOWN:
        raise ValidationError({"state": [_("This has been committed already.")]})
    will = row.rows.filter(outcome=Outcome.WILL)
    ids = list(will.values_list("subject", flat=True))
    if not ids:
        raise ValidationError({"state": [_("There is no row to do it to.")]})
    row.state, row.committed_at = State.RUNNING, now
    if what.is_long(ids):
        row.job = queue_job(by=by, kind=KIND, content=b"", result={"run": row.pk})
    row.save(update_fields=["state", "committed_at", "job"])
    record("bulk.commit", by=by, subject=row, act=row.act, rows=len(ids))
    return row


def work(
    *, by: User, run: BulkRun, now: dt.datetime, heard: Heard = lambda done, all_: True
) -> None:
    """Row after row, each in its own transaction together with its outcome, so that a
    second worker finds what the first has done. `heard` is told how far it has come;
    what it answers with False stays undone."""
    left = run.rows.filter(outcome=Outcome.WILL).values_list("pk", flat=True)
    ids, before = list(left), run.rows.filter(outcome__in=_OVER).count()
    what = act(run.act)
    for n, pk in enumerate(ids):
        if not heard(before + n, before + len(ids)):
            break
        _do(what, by, run, pk, now)
    _end(by, run, now)


_OVER = (Outcome.DONE, Outcome.REFUSED)


@transaction.atomic
def _do(what: Act, by: User, run: BulkRun, pk: int, now: dt.datetime) -> None:
    rows = BulkRow.objects.select_for_update().filter(pk=pk, outcome=Outcome.WILL)
    row = rows.first()
    if row is None:
        return
    try:
        with transaction.atomic():
            said = what.do(by, row.subject, row.version, run.given, now)
    except (ValidationError, Refused, PermissionDenied, ObjectDoesNotExist) as error:
        row.outcome, row.said = Outcome.REFUSED, words(error)
    else:
        row.outcome, row.said = Outcome.DONE, said or ""
    row.save(update_fields=["outcome", "said"])


@transaction.atomic
def _end(by: User, run: BulkRun, now: dt.datetime) -> None:
    rows = BulkRun.objects.filter(pk=run.pk, state=State.RUNNING)
    if not rows.update(state=State.ENDED, ended_at=now):
        return
    counts = Counter(run.rows.values_list("outcome", flat=True))
    record("bulk.end", by=by, subject=run, act=run.act, rows=dict(counts))
    what, done = act(run.act), counts[Outcome.DONE]
    if what.back and done:
        text = _("%(act)s: %(n)s done") % {"act": what.button, "n": done}
        url = reverse("desk:bulk_run", args=[run.pk])
        given: dict[str, Any] = {"kind": what.back, "facts": {}, "now": now}
        remember(by=by, subject=run, words=text, url=url, **given)


@transaction.atomic
def note_taken_back(*, by: User, run: BulkRun) -> None:
    """A way back has gone through its rows: the run's page says so from then on."""
    record("bulk.take_back", by=by, subject=run, act=run.act)


@lifted("who did something learns whether it was taken back")
def was_taken_back(run: BulkRun) -> bool:
    """One query."""
    told = AuditEvent.objects.filter(action="bulk.take_back", subject_id=run.pk)
    return told.filter(subject_type=run._meta.label_lower).exists()


def words(error: Exception) -> str:
    """Why a row was not done."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, ObjectDoesNotExist):
        return _("It is not there any more.")
    if isinstance(error, PermissionDenied):
        return _("You may not do this: %(what)s.") % {"what": error}
    return str(error)


def _judge(run: BulkRun, what: Act, ids: Sequence[int], now: dt.datetime) -> None:
    found = {i.subject: i for i in what.judge(run.by, ids, run.given, now)}
    gone = _("A row that is not there any more")
    items: Iterable[Item] = (found.get(pk, Item(pk, gone, will=False)) for pk in ids)
    BulkRow.objects.bulk_create(
        [
            BulkRow(
                run=run,
                place=n,
                subject=item.subject,
                label=item.label,
                version=item.version,
                outcome=Outcome.WILL if item.will else Outcome.OUT,
                note=item.note,
            )
            for n, item in enumerate(items)
        ],
        batch_size=1000,
    )


def _allowed(by: User, name: str) -> Act:
    """KeyError for an unknown act, PermissionDenied for one that is not this person's;
    each row is asked for again when it is done."""
    what = act(name)
    if not what.is_for(by):
        raise PermissionDenied(str(POLICY[what.right].title))
    return what


def _own(by: User, run: BulkRun) -> BulkRun:
    """As it is now, locked. DoesNotExist for another person's."""
    return BulkRun.objects.select_for_update().get(pk=run.pk, by=by)
