"""The result is shown to everybody, and made into drafts of posting orders."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.models import User
from organization.permissions import authorise
from personnel.models import (
    Posting,
    PostingOrder,
    RoundMatch,
    SelectionRound,
)
from personnel.rounds.life import S
from personnel.services.lines import Wish
from personnel.services.ordering import MOST_LINES, draft_order
from personnel.services.rounds import telling
from personnel.services.rounds.ground import locked, noted, step


@transaction.atomic
def publish(
    *, by: User, round: SelectionRound, now: dt.datetime, version: int | None = None
) -> SelectionRound:
    """Everybody reads what came of his own choices; chiefs read of their posts."""
    row = locked(round, by, version, S.MATCHED)
    step(row, "publish")
    row.published_at = now
    noted(row=row, act="publish", by=by, now=now)
    telling.tell_everybody(row, "round_published", by=by)
    return row


@transaction.atomic
def draft_orders(
    *,
    by: User,
    round: SelectionRound,
    first: dt.date,
    now: dt.datetime,
    version: int | None = None,
) -> list[PostingOrder]:
    """Posting orders, still drafts, that put the result into effect from a day on: as
    many as their lines need. ValidationError names who cannot be posted so."""
    row = locked(round, by, version, S.PUBLISHED)
    authorise(by, "posting.prepare", row.bureau)
    if row.orders.exclude(state__in=("withdrawn", "undone")).exists():
        raise ValidationError({"state": [_("There is a posting order of it already.")]})
    wishes = [_wish(match, first) for match in _matches(row)]
    if not wishes:
        raise ValidationError({"state": [_("Nobody goes anywhere.")]})
    parts = [wishes[n : n + MOST_LINES] for n in range(0, len(wishes), MOST_LINES)]
    made = [
        _drafted(row, by, part, now, f"（{n}/{len(parts)}）" if len(parts) > 1 else "")
        for n, part in enumerate(parts, 1)
    ]
    row.orders.add(*made)
    noted(row=row, act="order", by=by, now=now, orders=[order.pk for order in made])
    return made


def _matches(row: SelectionRound) -> list[RoundMatch]:
    rows = RoundMatch.objects.filter(result__round=row, post__isnull=False)
    named = ("officer__officer", "post__post__station", "post__post__department")
    return list(rows.select_related(*named).order_by("post", "officer"))


def _wish(match: RoundMatch, first: dt.date) -> Wish:
    if match.post is None:
        raise ValueError("Only who goes somewhere is posted")
    post = match.post.post
    return Wish(
        officer=match.officer.officer,
        unit=post.unit,
        kind=Posting.Kind.PERMANENT,
        first=first,
        post=post,
    )


def _drafted(
    row: SelectionRound, by: User, wishes: list[Wish], now: dt.datetime, part: str
) -> PostingOrder:
    title = f"{row.title[: 80 - len(part)]}{part}"
    try:
        return draft_order(
            by=by, bureau=row.bureau, title=title, basis="", wishes=wishes, now=now
        )
    except ValidationError as error:
        told = []
        for field, messages in error.message_dict.items():
            number = field[6 : field.index("]")] if field.startswith("lines[") else ""
            name = wishes[int(number)].officer.name if number else ""
            told += [f"{name} {message}".strip() for message in messages]
        raise ValidationError({"state": told}) from error
