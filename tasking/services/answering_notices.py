"""What a station says to a notice: it is understood, or a question; and the answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import User
from organization.permissions import authorise
from organization.services.problems import Problems
from tasking.models import Notice, NoticeQuestion, NoticeReceipt
from tasking.services import telling_notices as telling
from tasking.services.notices import CHANGED, NOT_NOW
from tasking.services.reading_notices import note_readings

LONGEST = 1_000


@transaction.atomic
def understand(*, by: User, receipt: NoticeReceipt, now: dt.datetime) -> NoticeReceipt:
    """One person says for the station what must be done is understood; once."""
    row = _locked(receipt, now)
    authorise(by, "notice.understand", row.station)
    if not row.notice.todo:
        raise ValidationError({"state": [_("Nothing must be done here.")]})
    if row.understood_by is not None:
        told = _("%(name)s has said so already.") % {"name": row.understood_by.name}
        raise ValidationError({"state": [told]})
    row.understood_by, row.understood_at = by, now
    row.save(update_fields=["understood_by", "understood_at"])
    note_readings([row], by=by, now=now)
    _note(row, "understand", by)
    telling.forget_owed(row)
    return row


@transaction.atomic
def ask(
    *, by: User, receipt: NoticeReceipt, text: str, now: dt.datetime
) -> NoticeQuestion:
    """The station asks the department."""
    row = _locked(receipt, now)
    authorise(by, "notice.ask", row.station)
    with Problems() as problems:
        text = _said(problems, "text", text)
    made = NoticeQuestion.objects.create(
        receipt=row, text=text, asked_by=by, asked_at=now
    )
    _note(row, "ask", by, question=made.pk)
    telling.tell_question(made, by=by)
    return made


@transaction.atomic
def answer(
    *,
    by: User,
    question: NoticeQuestion,
    text: str,
    to_all: bool,
    now: dt.datetime,
    version: int | None = None,
) -> NoticeQuestion:
    """The department answers, once: to that station, or to all that have the notice.

    Also when the notice is over: whoever asked is owed an answer.
    """
    rows = NoticeQuestion.objects.select_for_update(of=("self",)).select_related(
        "receipt__notice__department__bureau", "receipt__station"
    )
    row = rows.get(pk=question.pk)
    authorise(by, "notice.answer", row.receipt.notice.department)
    if row.answered_at is not None:
        raise ValidationError({"state": [_("This has been answered already.")]})
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})
    with Problems() as problems:
        row.answer = _said(problems, "answer", text)
    row.to_all, row.answered_by, row.answered_at = to_all, by, now
    row.version += 1
    row.save()
    _note(row.receipt, "answer", by, question=row.pk, to_all=to_all)
    telling.tell_answer(row, by=by)
    return row


def _said(problems: Problems, field: str, text: str) -> str:
    text = problems.require(field, text)
    if len(text) > LONGEST:
        problems.add(field, _("At most %(n)s characters.") % {"n": LONGEST})
    return text


def _locked(receipt: NoticeReceipt, now: dt.datetime) -> NoticeReceipt:
    """The notice first, so that it cannot be withdrawn meanwhile; then the receipt."""
    notices = Notice.objects.select_for_update(of=("self",), no_key=True)
    notice = notices.select_related("department", "correction").get(
        pk=receipt.notice_id
    )
    if not notice.is_live(timezone.localdate(now)):
        raise ValidationError({"state": [NOT_NOW]})
    rows = NoticeReceipt.objects.select_for_update(of=("self",))
    row = rows.select_related("station__bureau", "understood_by").get(pk=receipt.pk)
    row.notice = notice
    return row


def _note(row: NoticeReceipt, act: str, by: User, **detail: Any) -> None:
    unit = row.station if act != "answer" else row.notice.department
    record(f"notice.{act}", by=by, subject=row, unit=unit.code, **detail)
