"""What waits for somebody in this room, one QuerySet per kind of matter.

Those with a `step` say what is asked of the user: the same matter asks a chief for his
word and an office for a reply.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.db.models import Case, Exists, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from organization.models import User
from organization.permissions import POLICY
from personnel.models import (
    Import,
    OrderSaying,
    OrderSeat,
    PostingOrder,
    RoundOfficer,
    RoundPost,
    SelectionRound,
    StaffingRequest,
)
from personnel.models.rounds import ranked_by

M = TypeVar("M", bound=Model)
OrderState, RoundState = PostingOrder.State, SelectionRound.State


def orders(user: User, now: dt.datetime) -> QuerySet[PostingOrder]:
    """`step`: "say" as a chief asked, "draft" as the preparer, "reply" to an objection,
    or "decide" once nobody may answer any more."""
    words = OrderSaying.objects.filter(to=None)
    later = words.filter(seat=OuterRef("seat"), pk__gt=OuterRef("pk"))
    objected = words.filter(~Exists(later), answer="objection", reply=None)
    objected = objected.filter(seat__order=OuterRef("pk"))
    silent = OrderSeat.objects.filter(order=OuterRef("pk"))
    silent = silent.filter(~Exists(words.filter(seat=OuterRef("pk"))))
    own = user.scope.stations_as(*POLICY["posting.say"].roles)
    decides = _below(user, "posting.decide")
    asked = Q(state=OrderState.CONSULTING)
    read = asked & Q(pk__in=PostingOrder.objects.full_for(user).values("pk"))
    heard = Q(answer_due__lte=now) | ~Exists(silent)
    return _with_step(
        PostingOrder.objects.all(),
        say=asked & Exists(silent.filter(station__in=own)),
        draft=Q(state=OrderState.DRAFT, prepared_by=user),
        reply=read & (_below(user, "posting.prepare") | decides) & Exists(objected),
        decide=read & decides & heard,
    )


def rounds(user: User) -> QuerySet[SelectionRound]:
    """`step`: "choose" as an officer, "rank" as a chief; of whoever prepares it "open",
    "publish", then "orders", then "close"."""
    chooses = RoundOfficer.objects.filter(round=OuterRef("pk"), wished_at=None)
    ranks = RoundPost.objects.filter(ranked_by(user), round=OuterRef("pk"))
    ranks = ranks.filter(ranked_at=None, closed_at=None)
    prepared = Q(pk__in=SelectionRound.objects.full_for(user).values("pk"))
    drafted = SelectionRound.orders.through.objects.filter(
        selectionround=OuterRef("pk")
    )
    over = prepared & Q(state=RoundState.PUBLISHED)
    return _with_step(
        SelectionRound.objects.all(),
        choose=Q(state=RoundState.WISHING) & Exists(chooses.filter(officer__user=user)),
        rank=Q(state=RoundState.RANKING) & Exists(ranks),
        open=prepared & Q(state=RoundState.DRAFT),
        publish=prepared & Q(state=RoundState.MATCHED),
        orders=over & ~Exists(drafted),
        close=over,
    )


def requests(user: User) -> QuerySet[StaffingRequest]:
    """Those the user is to answer."""
    here = _below(user, "posting.prepare", "station__bureau")
    return StaffingRequest.objects.filter(here, state=StaffingRequest.State.OPEN)


def imports(user: User) -> QuerySet[Import]:
    """The user's files that are judged and neither put in force nor given up."""
    return Import.objects.visible_to(user).filter(state=Import.State.JUDGED)


def _below(user: User, action: str, bureau: str = "bureau") -> Q:
    condition = Q(pk__in=())
    for path in user.scope.bureaus_as(*POLICY[action].roles):
        condition |= Q(**{f"{bureau}__path__startswith": path})
    return condition


def _with_step(rows: QuerySet[M], **steps: Q | Combinable) -> QuerySet[M]:
    """Rows that one of the conditions holds for, with the name of the first."""
    cases = [When(condition, then=Value(name)) for name, condition in steps.items()]
    named: Any = rows.annotate(step=Case(*cases, default=Value("")))
    found: QuerySet[M] = named.exclude(step="")
    return found
