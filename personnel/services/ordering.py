"""Posting orders are drafted, changed, put before the chiefs, withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Bureau, Department, User
from organization.permissions import POLICY, authorise, may
from organization.services.problems import Problems
from personnel.models import (
    OrderSeat,
    Posting,
    PostingLine,
    PostingOrder,
    StaffingRequest,
)
from personnel.services import telling
from personnel.services.lines import Wish, judged, wish_of
from personnel.services.posts import CHANGED
from personnel.terms import end_of_workday

S = PostingOrder.State
MOST_LINES = 100
NOT_NOW = _("That is no longer possible: the state has changed meanwhile.")


@transaction.atomic
def draft_order(
    *,
    by: User,
    bureau: Bureau,
    title: str,
    now: dt.datetime,
    basis: str = "",
    readers: Iterable[User] = (),
    wishes: Iterable[Wish] = (),
    request: StaffingRequest | None = None,
) -> PostingOrder:
    """A new order that nobody sees but its preparer and the readers named. `request`
    is what a chief asked for and it is made of; taken up, or ValidationError."""
    authorise(by, "posting.prepare", bureau)
    if request is not None:
        authorise(by, "posting.prepare", request.station)
        if request.state != StaffingRequest.State.TAKEN:
            raise ValidationError({"request": [NOT_NOW]})
    order = PostingOrder.objects.create(
        bureau=bureau,
        title=worded(title),
        basis=basis.strip(),
        request=request,
        prepared_by=by,
        prepared_at=now,
    )
    named = list(readers)
    _check_readers(named, bureau)
    order.readers.set(named)
    note(order, "draft", by, readers=[user.username for user in named])
    for line in _enter(order, list(wishes), now, prefix="lines[{}]."):
        note(order, "add_line", by, **told_of(line))
    return order


@transaction.atomic
def add_line(
    *,
    by: User,
    order: PostingOrder,
    wish: Wish,
    now: dt.datetime,
    version: int | None = None,
) -> PostingLine:
    """One more line. ValidationError by field, see `lines.judged`."""
    row = locked(order, by, version, S.DRAFT)
    (line,) = _enter(row, [wish], now)
    step(order=row, act="add_line", by=by, **told_of(line))
    return line


@transaction.atomic
def remove_line(
    *, by: User, line: PostingLine, version: int | None = None
) -> PostingOrder:
    """A line of a draft is struck out."""
    row = locked(line.order, by, version, S.DRAFT)
    PostingLine.objects.filter(pk=line.pk).delete()
    return step(order=row, act="remove_line", by=by, **told_of(line))


@transaction.atomic
def name_readers(
    *, by: User, order: PostingOrder, readers: Iterable[User]
) -> PostingOrder:
    """Who may read the order before it is decided, beside preparer and chiefs."""
    row = locked(order, by, None, S.DRAFT, S.CONSULTING)
    named = list(readers)
    _check_readers(named, row.bureau)
    row.readers.set(named)
    names = [user.username for user in named]
    return step(order=row, act="readers", by=by, readers=names)


@transaction.atomic
def consult(
    *, by: User, order: PostingOrder, now: dt.datetime, version: int | None = None
) -> PostingOrder:
    """Put it before the chief of every station that loses or gains somebody; once
    more, where it was taken back and changed: what was said before counts no more."""
    row = locked(order, by, version, S.DRAFT)
    lines = list(lines_of(row))
    if not lines:
        raise ValidationError({"state": [_("Enter at least one line first.")]})
    for line, posting in zip(lines, judge_again(row, lines, now), strict=True):
        line.loses_id = posting.station_id if posting else None
        line.save(update_fields=["loses"])
    stations = {line.loses_id for line in lines} | {line.station_id for line in lines}
    asked = sorted(pk for pk in stations if pk is not None)
    row.turn += 1
    OrderSeat.objects.bulk_create(
        OrderSeat(order=row, station_id=pk, turn=row.turn) for pk in asked
    )
    row.state, row.change_reason = S.CONSULTING, ""
    row.answer_due = end_of_workday(now=now, days=row.bureau.posting_days)
    step(order=row, act="consult", by=by, until=row.answer_due.isoformat())
    telling.ask_chiefs(row, by=by)
    return row


@transaction.atomic
def withdraw_order(
    *,
    by: User,
    order: PostingOrder,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> PostingOrder:
    """It is not pursued. Chiefs who were asked read why."""
    row = locked(order, by, version, S.DRAFT, S.CONSULTING)
    with Problems() as problems:
        row.end_reason = problems.require("reason", reason)
    row.state, row.ended_at = S.WITHDRAWN, now
    step(order=row, act="withdraw", by=by, reason=row.end_reason)
    telling.tell_ended(row, "posting_withdrawn", by=by)
    return row


def locked(
    order: PostingOrder,
    by: User,
    version: int | None,
    *states: str,
    right: str = "posting.prepare",
) -> PostingOrder:
    """The order as it is now, for who holds the right and may read all of it.

    ValidationError under `state` when it is in none of the states or somebody was
    quicker.
    """
    rows = PostingOrder.objects.select_for_update(of=("self",))
    row = rows.select_related("bureau", "prepared_by").get(pk=order.pk)
    authorise(by, right, row.bureau)
    if not PostingOrder.objects.full_for(by).filter(pk=row.pk).exists():
        raise PermissionDenied(str(POLICY[right].title))
    demand_state(row, version, *states)
    return row


def demand_state(row: PostingOrder, version: int | None, *states: str) -> None:
    if row.state not in states:
        raise ValidationError({"state": [NOT_NOW]})
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})


def lines_of(order: PostingOrder) -> Any:
    """Lines with everything a judgement or a page asks of them."""
    named = ("station__bureau", "department__bureau", "loses", "cut")
    return order.lines.select_related("officer", "post", *named).order_by("pk")


def judge_again(
    order: PostingOrder, lines: list[PostingLine], now: dt.datetime
) -> list[Posting | None]:
    """Postings may have changed since the lines were entered; told under `state`."""
    wishes = [wish_of(line) for line in lines]
    today = timezone.localdate(now)
    try:
        return judged(wishes, bureau=order.bureau, today=today, prefix="lines[{}].")
    except ValidationError as error:
        told = [
            f"{lines[int(field[6 : field.index(']')])].officer.name}: {message}"
            for field, messages in error.message_dict.items()
            for message in messages
        ]
        raise ValidationError({"state": told}) from error


def note(
    order: PostingOrder, act: str, by: User | None, reason: str = "", **more: Any
) -> None:
    """What is done with orders is on record; who goes where stands in the lines."""
    record(
        f"posting_order.{act}",
        by=by,
        subject=order,
        unit=order.bureau.code,
        reason=reason,
        **more,
    )


def _enter(
    order: PostingOrder,
    wishes: list[Wish],
    now: dt.datetime,
    prefix: str = "",
) -> list[PostingLine]:
    there = set(order.lines.values_list("officer", flat=True))
    with Problems() as problems:
        if len(there) + len(wishes) > MOST_LINES:
            problems.add("officer", _("At most %(n)s lines.") % {"n": MOST_LINES})
        for n, wish in enumerate(wishes):
            problems.prefix = prefix.format(n)
            if wish.officer.pk in there:
                problems.add("officer", _("The officer is in this order already."))
            there.add(wish.officer.pk)
    today = timezone.localdate(now)
    held = judged(wishes, bureau=order.bureau, today=today, prefix=prefix)
    lines = []
    for wish, posting in zip(wishes, held, strict=True):
        line = PostingLine(order=order, officer=wish.officer)
        fill(line, wish, posting)
        line.save()
        lines.append(line)
    return lines


def fill(line: PostingLine, wish: Wish, held: Posting | None) -> None:
    """What the line says; `held` is the posting it would cut."""
    line.department = wish.unit if isinstance(wish.unit, Department) else None
    line.station = None if isinstance(wish.unit, Department) else wish.unit
    line.loses_id = held.station_id if held else None
    line.post, line.kind = wish.post, wish.kind
    line.first, line.end = wish.first, wish.end
    line.late_reason = wish.late_reason.strip()


def worded(title: str) -> str:
    """The title as it is kept; ValidationError under `title`."""
    with Problems() as problems:
        title = problems.require("title", title)
        if len(title) > 80:
            problems.add("title", _("At most %(n)s characters.") % {"n": 80})
    return title


def _check_readers(readers: list[User], bureau: Bureau) -> None:
    """Only who sees the bureau's people anyway may be let in before the decision."""
    strange = [user.name for user in readers if not may(user, "personnel.view", bureau)]
    if strange:
        text = _("%(names)s may not see the people of this bureau.")
        raise ValidationError({"readers": [text % {"names": "、".join(strange)}]})


def step(
    *,
    order: PostingOrder,
    act: str,
    by: User | None,
    reason: str = "",
    **more: Any,
) -> PostingOrder:
    """The order's next version, and what made it on record."""
    order.version += 1
    order.save()
    note(order, act, by, reason, **more)
    return order


def told_of(line: PostingLine) -> dict[str, str]:
    return {
        "officer": line.officer.police_number,
        "to": line.unit.code,
        "kind": line.kind,
        "first": line.first.isoformat(),
        "end": line.end.isoformat() if line.end else "",
    }
