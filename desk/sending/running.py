"""A worker carries out what was sent: whole, or nothing of it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections, transaction
from django.http import Http404
from django.http.response import HttpResponseRedirectBase
from django.urls import resolve, reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.jobs import Failed, Stopped, Work, register
from desk.models import Job, SentForm
from desk.sending.asked import Asked, Refused, carried_out
from desk.sending.posted import Posted
from desk.services.bulk import words
from desk.services.jobs import go_on, note_problem
from desk.services.sending import CameOf, keep_sent
from desk.steps import listening
from desk.work_shown import Shown
from organization.identity import acting_from
from organization.models import User

KEPT = dt.timedelta(days=7)  # so long what was refused can be opened once more
INTERFACE = "api"
PAUSE = 0.5  # seconds between two notes of progress
DIED = gettext_lazy("The workers that carried it out died. Nothing of it was done.")


def carries_out(kind: str, title: str | Promise) -> Work:
    """A kind of work that opens doors which call `desk.sending.answers.off`."""
    return register(Work(kind, _carried_out, DIED, Shown(title, _pages), KEPT))


class Beside:
    """Notes how far it has come on a connection of its own: what happens inside the
    work's transaction is seen by nobody before it ends."""

    def __init__(self, job: Job) -> None:
        self.job, self.over, self.stopped = job, threading.Event(), False
        self.at = ("", 0, 0)
        self.thread = threading.Thread(target=self._note, daemon=True)

    def hear(self, step: str, done: int, total: int) -> None:
        """Stopped when somebody wants no more of it."""
        self.at = (step, done, total)
        if self.stopped:
            raise Stopped

    def end(self) -> None:
        self.over.set()
        if self.thread.is_alive():
            self.thread.join()

    def _note(self) -> None:
        try:
            while not self.over.wait(PAUSE):
                step, done, total = self.at
                if not go_on(job=self.job, done=done, total=total, step=step):
                    self.stopped = True
        finally:
            connections.close_all()


@contextmanager
def beside(job: Job) -> Iterator[Beside]:
    one = Beside(job)
    one.thread.start()
    try:
        with listening(one.hear):
            yield one
    finally:
        one.end()


def _carried_out(job: Job, _now: dt.datetime) -> None:
    row = SentForm.objects.select_related("job").get(job=job)
    with translation.override(row.language), acting_from(row.came_from):
        by = job.created_by
        if by is None or not by.is_active:
            raise Failed(_("Whoever asked for it is not let in any more."))
        try:
            with beside(job) as told, transaction.atomic():
                came = _came_of(by, row)
                # From here on the job's own row is held: nobody may wait for it beside.
                told.end()
                if not keep_sent(by=by, job=job, came=came, now=timezone.now()):
                    raise Stopped
        except Refused as error:
            note_problem(job=job, problem=error.document)
            raise


def _came_of(by: User, row: SentForm) -> CameOf:
    """Opens the door it was sent to: a page's, or one of the interface."""
    if resolve(row.address.partition("?")[0]).namespace == INTERFACE:
        asked = Asked(by, row)
        return CameOf(carried_out(asked), resource=asked.resource)
    request = Posted(by, row)
    return CameOf(_opened(request), request.said)


def _opened(request: Posted) -> str:
    """Where what came of it stands."""
    door = resolve(request.path)
    try:
        answer = door.func(request, *door.args, **door.kwargs)
    except (Http404, PermissionDenied):
        raise Failed(_("You may not do this any more.")) from None
    except ValidationError as error:
        raise Failed(words(error)) from error
    if not isinstance(answer, HttpResponseRedirectBase):
        raise Failed(_("It was refused as it was sent: open it to see why."))
    return answer.url


def _pages(jobs: Sequence[Job]) -> dict[int, str]:
    """What came of it, where it is done; one query."""
    done = [job.pk for job in jobs if job.state == Job.State.DONE]
    rows = SentForm.objects.filter(job__in=done).values_list("job", "url")
    pages = {job.pk: reverse("desk:sent", args=[job.pk]) for job in jobs}
    return pages | dict(rows)
