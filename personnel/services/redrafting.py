"""A posting order is changed: as a draft, or taken back from the chiefs to be one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.models import User
from organization.services.problems import Problems
from personnel.models import PostingLine, PostingOrder
from personnel.services import telling
from personnel.services.lines import Wish, judged
from personnel.services.ordering import (
    NOT_NOW,
    fill,
    locked,
    name_readers,
    step,
    told_of,
    worded,
)

S = PostingOrder.State


@transaction.atomic
def change_draft(
    *,
    by: User,
    order: PostingOrder,
    title: str,
    basis: str,
    readers: Iterable[User],
    version: int | None = None,
) -> PostingOrder:
    """Another title, another reason, other readers."""
    row = locked(order, by, version, S.DRAFT)
    before = {"title": row.title, "basis": row.basis}
    row.title, row.basis = worded(title), basis.strip()
    step(order=row, act="change", by=by, before=before)
    named = list(readers)
    if {user.pk for user in named} != set(row.readers.values_list("pk", flat=True)):
        name_readers(by=by, order=row, readers=named)
    return row


@transaction.atomic
def change_line(
    *,
    by: User,
    line: PostingLine,
    wish: Wish,
    now: dt.datetime,
    version: int | None = None,
) -> PostingLine:
    """The officer goes elsewhere, or on another day. ValidationError by field, see
    `lines.judged`; under `officer` where it is another one: that is another line;
    under `state` where it was struck out meanwhile."""
    row = locked(line.order, by, version, S.DRAFT)
    lines = row.lines.select_related("officer", "station", "department")
    kept = lines.filter(pk=line.pk).first()
    if kept is None:
        raise ValidationError({"state": [NOT_NOW]})
    if wish.officer != kept.officer:
        told = _("A line stays with its officer: strike it out and add another.")
        raise ValidationError({"officer": [told]})
    before = told_of(kept)
    today = timezone.localdate(now)
    (held,) = judged([wish], bureau=row.bureau, today=today)
    fill(kept, wish, held)
    kept.save()
    step(order=row, act="change_line", by=by, before=before, **told_of(kept))
    return kept


@transaction.atomic
def take_back(
    *,
    by: User,
    order: PostingOrder,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> PostingOrder:
    """A draft again, to be changed. Chiefs read why; what they said stays on record
    and is asked for anew."""
    row = locked(order, by, version, S.CONSULTING)
    with Problems() as problems:
        row.change_reason = problems.require("reason", reason)
    row.state, row.answer_due = S.DRAFT, None
    said = row.change_reason
    step(order=row, act="take_back", by=by, reason=said, turn=row.turn)
    telling.tell_taken_back(row, by=by)
    return row
