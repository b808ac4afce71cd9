"""The leadership's decision on a posting order, carried out in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.models import User
from organization.services.problems import Problems
from personnel.models import (
    Officer,
    OrderSaying,
    OrderSeat,
    Posting,
    PostingLine,
    PostingOrder,
)
from personnel.services import telling
from personnel.services.consulting import seats_of
from personnel.services.ordering import judge_again, lines_of, locked, note
from personnel.services.postings import (
    cancel_posting,
    end_posting,
    post_officer,
    reopen_posting,
)
from personnel.services.requesting import fulfil

S = PostingOrder.State
RIGHT = "posting.decide"


@dataclass(frozen=True)
class Decision:
    """Which meeting of the leadership decided, when, under which number."""

    meeting: str
    met_on: dt.date | None
    number: str


@transaction.atomic
def decide(
    *,
    by: User,
    order: PostingOrder,
    decision: Decision,
    now: dt.datetime,
    version: int | None = None,
) -> PostingOrder:
    """Record the decision and carry it out: all lines or none.

    ValidationError by field; under `state` while an objection has no reply, a chief
    may still answer, or a line cannot be carried out any more.
    """
    row = locked(order, by, version, S.CONSULTING, right=RIGHT)
    _check(row, decision, now)
    lines = list(lines_of(row))
    _lock_officers(lines)
    held = judge_again(row, lines, now)
    for line, posting in zip(lines, held, strict=True):
        _carry_out(line, posting, by, decision.number.strip())
    row.state, row.decided_by, row.decided_at = S.DECIDED, by, now
    row.meeting, row.number = decision.meeting.strip(), decision.number.strip()
    row.met_on = decision.met_on
    row.version += 1
    row.save()
    note(row, "decide", by, meeting=row.meeting, number=row.number)
    telling.tell_decided(row, by=by)
    if row.request is not None:
        fulfil(by=by, request=row.request, number=row.number)
    return row


@transaction.atomic
def undo_order(
    *,
    by: User,
    order: PostingOrder,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> PostingOrder:
    """Take a decision back before its first day: postings are what they were."""
    row = locked(order, by, version, S.DECIDED, right=RIGHT)
    lines = list(lines_of(row).select_related("made", "back"))
    with Problems() as problems:
        reason = problems.require("reason", reason)
        if min(line.first for line in lines) <= timezone.localdate(now):
            problems.add("state", _("It is in effect already: decide anew."))
    _lock_officers(lines)
    for line in lines:
        _restore(line, by, reason)
    row.state, row.ended_at, row.end_reason = S.UNDONE, now, reason
    row.version += 1
    row.save()
    note(row, "undo", by, reason)
    telling.tell_ended(row, "posting_undone", by=by)
    return row


def _check(order: PostingOrder, decision: Decision, now: dt.datetime) -> None:
    with Problems() as problems:
        for name, text, most in (
            ("meeting", decision.meeting, 80),
            ("number", decision.number, 60),
        ):
            if len(problems.require(name, text)) > most:
                problems.add(name, _("At most %(n)s characters.") % {"n": most})
        if decision.met_on is None:
            problems.add("met_on", _("Say on which day the meeting was."))
        elif decision.met_on > timezone.localdate(now):
            problems.add("met_on", _("This day has not come yet."))
        for text in open_points(order, seats_of(order), now):
            problems.add("state", text)


def open_points(
    order: PostingOrder, seats: Iterable[OrderSeat], now: dt.datetime
) -> list[str]:
    """What stands in the way of a decision, in words; `seats` as `seats_of` reads them.

    Of each chief the latest word of this turn counts.
    """
    found = []
    for seat in seats:
        if seat.turn != order.turn:
            continue
        name = {"station": seat.station.label}
        words = list(seat.sayings.all())
        if not words and order.answer_due and order.answer_due > now:
            found.append(str(_("%(station)s may still answer.") % name))
        elif words and _stands(words[-1]):
            text = _("Reply to the objection of %(station)s first.")
            found.append(str(text % name))
    return found


def _stands(saying: OrderSaying) -> bool:
    """An objection nobody has replied to."""
    return saying.answer == OrderSaying.Answer.OBJECTION and not hasattr(
        saying, "reply"
    )


def _lock_officers(lines: list[PostingLine]) -> None:
    """In the order the triggers lock them in, so that two decisions wait in turn."""
    ids = {line.officer_id for line in lines}
    list(Officer.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _carry_out(line: PostingLine, held: Posting | None, by: User, number: str) -> None:
    """Close the posting of that day, open the new one, and the way back after it."""
    if held is not None:
        line.cut, line.cut_end = held, held.during.upper
        end_posting(by=by, posting=held, on=line.first, reason=number)
    line.made = post_officer(
        by=by,
        officer=line.officer,
        unit=line.unit,
        during=(line.first, line.end),
        kind=line.kind,
        established=line.post,
    )
    last = line.cut_end
    if held is not None and line.end and (last is None or line.end < last):
        line.back = post_officer(
            by=by,
            officer=line.officer,
            unit=held.unit,
            during=(line.end, last),
            kind=held.kind,
            post=held.post,
            established=held.established,
        )
    line.save()


def _restore(line: PostingLine, by: User, reason: str) -> None:
    """The inverse of `_carry_out`; told under `state` where somebody changed it."""
    changed = line.made is None or line.made.version > 1
    changed |= line.back is not None and line.back.version > 1
    changed |= line.cut is not None and line.cut.during.upper != line.first
    if changed or line.made is None:
        text = _("The postings of %(name)s were changed meanwhile.")
        raise ValidationError({"state": [text % {"name": line.officer.name}]})
    for posting in (line.made, line.back):
        if posting is not None:
            cancel_posting(by=by, posting=posting, reason=reason)
    if line.cut is not None:
        reopen_posting(by=by, posting=line.cut, until=line.cut_end, reason=reason)
