"""A notice goes out to many stations at once; it is withdrawn, or corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import BigIntegerField, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk.attaching import take_files
from desk.stale import changed
from desk.steps import tell_step
from organization.audit import record
from organization.models import Department, Station, User
from organization.permissions import authorise
from organization.services.problems import Problems
from tasking.audience import MOST_WIDE
from tasking.classified import Listed, found_in
from tasking.meetings import Meeting, is_of_the_party
from tasking.models import Notice, NoticeReceipt
from tasking.models.notice import Audience
from tasking.services import telling_notices as telling

LONGEST_TITLE, LONGEST, LONGEST_TODO = 120, 20_000, 2_000
LONGEST_REASON = 2_000
MOST_DAYS = 366
NOT_NOW = _("This notice is no longer in force.")
CHANGED = changed(_("Somebody changed this meanwhile. Look at it again, then save."))


@dataclass(frozen=True)
class Message:
    """What a notice says; see the model."""

    title: str
    body: str
    last: dt.date | None
    todo: str = ""
    due_on: dt.date | None = None
    audience: str = Audience.CHIEFS


@dataclass(frozen=True)
class Declared:
    """What the sender says of secrecy: `nothing` classified is in it, and these `words`
    of the list he has looked at again."""

    nothing: bool
    words: Collection[str] = ()


@transaction.atomic
def issue(
    *,
    by: User,
    department: Department,
    message: Message,
    stations: QuerySet[Station],
    declared: Declared,
    now: dt.datetime,
    files: Iterable[UploadedFile[Any]] = (),
    instead: Meeting | None = None,
) -> Notice:
    """Send it; one statement delivers it, however many stations there are.

    ValidationError beside `title`, `body`, `todo`, `due_on`, `last`, `stations`,
    `audience`, `declared`, `words` (words nobody looked at again) or `evidence` (the
    files).
    """
    authorise(by, "notice.issue", department)
    given = list(files)
    with Problems() as problems:
        _check(problems, message, timezone.localdate(now))
        words = _declared(problems, message, declared, given)
        reached = _reached(problems, department, stations)
        _check_audience(problems, message.audience, reached)
        if instead and not _may_replace(instead, message):
            problems.add("title", _("This meeting is not replaced by a notice."))
    row = _keep(by, department, message, words, now, given)
    tell_step(_("It is put to its stations"))
    count = _deliver(row, reached)
    if instead:
        spared = list(reached.values_list("pk", flat=True))
        row.spared_people = instead.people(spared)
        row.spared_minutes = instead.spent(spared)
        row.save(update_fields=["spared_people", "spared_minutes"])
    _note(row, "issue", by, stations=count)
    tell_step(_("Letters are written to its stations"), total=count)
    telling.tell_new(row, by=by)
    return row


@transaction.atomic
def correct(
    *,
    by: User,
    notice: Notice,
    message: Message,
    declared: Declared,
    now: dt.datetime,
    files: Iterable[UploadedFile[Any]] = (),
) -> Notice:
    """Another one takes its place at the same stations and names it; once."""
    old = _locked(notice, now)
    authorise(by, "notice.issue", old.department)
    given = list(files)
    with Problems() as problems:
        _check(problems, message, timezone.localdate(now))
        words = _declared(problems, message, declared, given)
    message = replace(message, audience=old.audience)
    row = _keep(by, old.department, message, words, now, given, corrects=old)
    receipts = NoticeReceipt.objects.filter(notice=old)
    reached = Station.objects.filter(pk__in=receipts.values("station"))
    count = _deliver(row, reached)
    _note(row, "correct", by, stations=count, corrects=old.pk)
    tell_step(_("Letters are written to its stations"), total=count)
    telling.forget(old)
    telling.tell_new(row, by=by)
    return row


@transaction.atomic
def withdraw(
    *,
    by: User,
    notice: Notice,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> Notice:
    """It does not hold any more; stations that have read it are told why."""
    row = _locked(notice, now)
    authorise(by, "notice.issue", row.department)
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})
    with Problems() as problems:
        reason = problems.require("reason", reason)
        _at_most(problems, "reason", reason, LONGEST_REASON)
    row.withdrawn_at, row.withdrawn_by, row.withdraw_reason = now, by, reason
    row.version += 1
    row.save()
    _note(row, "withdraw", by)
    telling.forget(row)
    telling.tell_withdrawn(row, by=by)
    return row


def check_words(
    *,
    message: Message,
    declared: Declared,
    files: Iterable[UploadedFile[Any]],
    now: dt.datetime,
) -> None:
    """ValidationError as `issue` raises it, unless this may be sent somewhere."""
    with Problems() as problems:
        _check(problems, message, timezone.localdate(now))
        _declared(problems, message, declared, list(files))


def words_to_look_at(
    message: Message, files: Iterable[UploadedFile[Any]] = ()
) -> list[Listed]:
    """Words of the list in the text, and in the names of the files."""
    names = (file.name or "" for file in files)
    return found_in((message.title, message.body, message.todo, *names))


def _check(problems: Problems, message: Message, today: dt.date) -> None:
    _at_most(problems, "title", problems.require("title", message.title), LONGEST_TITLE)
    _at_most(problems, "body", problems.require("body", message.body), LONGEST)
    _at_most(problems, "todo", message.todo, LONGEST_TODO)
    if message.due_on and not message.todo.strip():
        problems.add("todo", _("Say what must be done until then."))
    if message.due_on and message.due_on < today:
        problems.add("due_on", _("This day is over."))
    if message.last is None:
        problems.add("last", _("This must be filled in."))
    elif message.last < (message.due_on or today):
        problems.add("last", _("It must hold at least until what it asks is due."))
    elif message.last > today + dt.timedelta(days=MOST_DAYS):
        problems.add("last", _("At most a year from now."))


def _at_most(problems: Problems, field: str, text: str, most: int) -> None:
    if len(text) > most:
        problems.add(field, _("At most %(n)s characters.") % {"n": most})


def _declared(
    problems: Problems,
    message: Message,
    declared: Declared,
    files: Iterable[UploadedFile[Any]],
) -> list[str]:
    """The words that stand in it, each of them looked at again."""
    words = [one.word for one in words_to_look_at(message, files)]
    if not declared.nothing:
        problems.add("declared", _("Confirm this before it is sent."))
    open_ones = [word for word in words if word not in declared.words]
    if open_ones:
        told = _("Look at these words again, and confirm: %(words)s.")
        problems.add("words", told % {"words": "、".join(open_ones)})
    return words


def _reached(
    problems: Problems, department: Department, stations: QuerySet[Station]
) -> QuerySet[Station]:
    wanted = stations.order_by().values("pk")
    rows = Station.objects.open().under(department.bureau).filter(pk__in=wanted)
    reached: QuerySet[Station] = rows
    count = wanted.distinct().count()
    if not count:
        problems.add("stations", _("Choose at least one station."))
    elif count != reached.count():
        problems.add("stations", _("A station is closed, or not below this bureau."))
    return reached


def _check_audience(
    problems: Problems, audience: str, reached: QuerySet[Station]
) -> None:
    if audience not in Audience.values:
        problems.add("audience", _("Choose one of these."))
    elif audience != Audience.CHIEFS and reached.count() > MOST_WIDE:
        told = _("Of more than %(n)s stations only the chiefs get a letter.")
        problems.add("audience", told % {"n": f"{MOST_WIDE:,}"})


def _may_replace(meeting: Meeting, message: Message) -> bool:
    return meeting.is_likely and not is_of_the_party(message.title)


def _keep(
    by: User,
    department: Department,
    message: Message,
    words: list[str],
    now: dt.datetime,
    files: Iterable[UploadedFile[Any]],
    corrects: Notice | None = None,
) -> Notice:
    if message.last is None:
        raise ValueError("A message is checked before it is kept")
    row = Notice.objects.create(
        department=department,
        title=message.title.strip(),
        body=message.body.strip(),
        todo=message.todo.strip(),
        due_on=message.due_on,
        last=message.last,
        audience=message.audience,
        words=words,
        corrects=corrects,
        issued_by=by,
        issued_at=now,
    )
    row.files.set(take_files(by=by, files=files, now=now))
    return row


_DELIVER = "INSERT INTO tasking_noticereceipt (notice_id, station_id) "


def _deliver(row: Notice, stations: QuerySet[Station]) -> int:
    """A receipt for each station, in the order of their ids; how many."""
    notice = Value(row.pk, output_field=BigIntegerField())
    rows = stations.order_by("pk").annotate(notice=notice).values("notice", "pk")
    query, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_DELIVER + query, values)
        return int(cursor.rowcount)


def _locked(notice: Notice, now: dt.datetime) -> Notice:
    """As it is now; what is not in force any more stays as it is."""
    rows = Notice.objects.select_for_update(of=("self",))
    row = rows.select_related("department__bureau", "correction").get(pk=notice.pk)
    if not row.is_live(timezone.localdate(now)):
        raise ValidationError({"state": [NOT_NOW]})
    return row


def _note(row: Notice, act: str, by: User, **detail: Any) -> None:
    record(
        f"notice.{act}",
        by=by,
        subject=row,
        unit=row.department.code,
        reason=row.withdraw_reason,
        title=row.title,
        words=row.words,
        **detail,
    )
