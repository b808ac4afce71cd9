"""What waits for somebody in this room, one QuerySet per kind of matter.

A posting order or a round asks different things of different people: its steps are
conditions by name, the first that holds is the one. Only those are there that the
user's roles can meet, because every page's menu counts them.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.db.models import Case, Exists, Model, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from organization.models import User
from organization.permissions import POLICY, may_somewhere
from personnel.exchange.sheets import FileKind
from personnel.models import (
    Import,
    OrderSaying,
    OrderSeat,
    PostingOrder,
    RoundOfficer,
    RoundPost,
    RoundWish,
    SelectionRound,
    StaffingRequest,
)
from personnel.models.orders import read_by
from personnel.models.rounds import ranked_by

M = TypeVar("M", bound=Model)
Steps = dict[str, Q | Combinable]
OrderState, RoundState = PostingOrder.State, SelectionRound.State


def order_steps(user: User, now: dt.datetime) -> Steps:
    """Of posting orders: "say" as a chief asked, "draft" as the preparer, "reply" to an
    objection, or "decide" once nobody may answer any more."""
    words = OrderSaying.objects.filter(to=None)
    asked = Q(state=OrderState.CONSULTING)
    turn = OrderSeat.objects.filter(order=OuterRef("pk"), turn=OuterRef("turn"))
    silent = turn.filter(~Exists(words.filter(seat=OuterRef("pk"))))
    found: Steps = {}
    if own := user.scope.stations_as(*POLICY["posting.say"].roles):
        found["say"] = asked & Exists(silent.filter(station__in=own))
    if may_somewhere(user, "posting.prepare"):
        found["draft"] = Q(state=OrderState.DRAFT, prepared_by=user)
    decides = _below(user, "posting.decide")
    replies = _below(user, "posting.prepare") | decides
    if replies:
        later = words.filter(seat=OuterRef("seat"), pk__gt=OuterRef("pk"))
        objected = words.filter(~Exists(later), answer="objection", reply=None)
        objected = objected.filter(
            seat__order=OuterRef("pk"), seat__turn=OuterRef("turn")
        )
        read = asked & read_by(user)
        found["reply"] = read & replies & Exists(objected)
        if decides:
            heard = Q(answer_due__lte=now) | ~Exists(silent)
            found["decide"] = read & decides & heard
    return found


def round_steps(user: User) -> Steps:
    """Of rounds: "choose" as an officer, "rank" as a chief; of whoever prepares them
    "open", "publish", then "orders", then "close"."""
    chooses = RoundOfficer.objects.filter(round=OuterRef("pk"), wished_at=None)
    found: Steps = {
        "choose": Q(state=RoundState.WISHING)
        & Exists(chooses.filter(officer__user=user))
    }
    if may_somewhere(user, "round.rank"):
        ranks = RoundPost.objects.filter(ranked_by(user), round=OuterRef("pk"))
        chosen = Q(post=OuterRef("pk")) | Q(other=OuterRef("pk"))
        ranks = ranks.filter(
            Exists(RoundWish.objects.filter(chosen)), ranked_at=None, closed_at=None
        )
        found["rank"] = Q(state=RoundState.RANKING) & Exists(ranks)
    if prepared := _below(user, "round.prepare"):
        orders = SelectionRound.orders.through.objects
        over = prepared & Q(state=RoundState.PUBLISHED)
        found["open"] = prepared & Q(state=RoundState.DRAFT)
        found["publish"] = prepared & Q(state=RoundState.MATCHED)
        found["orders"] = over & ~Exists(orders.filter(selectionround=OuterRef("pk")))
        found["close"] = over
    return found


def orders(user: User, now: dt.datetime) -> QuerySet[PostingOrder]:
    return among(PostingOrder.objects.all(), order_steps(user, now))


def rounds(user: User) -> QuerySet[SelectionRound]:
    return among(SelectionRound.objects.all(), round_steps(user))


def requests(user: User) -> QuerySet[StaffingRequest]:
    """Those the user is to answer."""
    here = _below(user, "posting.prepare", "station__bureau")
    if not here:
        return StaffingRequest.objects.none()
    return StaffingRequest.objects.filter(here, state=StaffingRequest.State.OPEN)


def imports(user: User) -> QuerySet[Import]:
    """The user's files that are judged and neither put in force nor given up."""
    rows = Import.objects.visible_to(user).filter(kind__in=FileKind.values)
    return rows.filter(state=Import.State.JUDGED)


def among(rows: QuerySet[M], steps: Steps) -> QuerySet[M]:
    """Those for which one of the steps holds."""
    any_of_them: Any = Q()
    for condition in steps.values():
        any_of_them |= condition
    return rows.filter(any_of_them) if steps else rows.none()


def named(rows: QuerySet[M], steps: Steps) -> QuerySet[M]:
    """The same with the name of the first as `step`."""
    cases = [When(condition, then=Value(name)) for name, condition in steps.items()]
    first: Any = among(rows, steps)
    found: QuerySet[M] = first.annotate(step=Case(*cases, default=Value("")))
    return found


def _below(user: User, action: str, bureau: str = "bureau") -> Q:
    """In one of the bureaus; without any an empty one, which is false."""
    condition = Q()
    for path in user.scope.bureaus_as(*POLICY[action].roles):
        condition |= Q(**{f"{bureau}__path__startswith": path})
    return condition
