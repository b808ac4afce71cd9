"""Letters about posting orders. Who goes where they do not say: inboxes are seen."""

from __future__ import annotations

from organization.models import Role, Station, User
from personnel.holders import chiefs, holders
from personnel.models import OrderSaying, OrderSeat, PostingOrder, StaffingRequest
from personnel.services.about import About, tell_about

ORDER = About("posting:", "personnel:order")
REQUEST = About("posting:request-", "personnel:request")


def ask_chiefs(order: PostingOrder, *, by: User | None) -> None:
    """Everybody asked has something to answer."""
    until = order.answer_due.isoformat() if order.answer_due else ""
    for seat in order.seats.filter(turn=order.turn).select_related("station"):
        facts = {"title": order.title, "station": seat.station.code, "until": until}
        tell_about(
            ORDER, order, chiefs([seat.station_id]), "posting_consult", facts, by
        )


def tell_said(order: PostingOrder, said: OrderSaying, *, by: User) -> None:
    """The preparing side hears what a chief says."""
    facts = {
        "title": order.title,
        "station": said.seat.station.code,
        "answer": said.answer,
        "reason": said.text,
    }
    tell_about(ORDER, order, _insiders(order), "posting_said", facts, by)


def tell_reply(order: PostingOrder, said: OrderSaying, *, by: User) -> None:
    facts = {"title": order.title, "reason": said.text}
    tell_about(
        ORDER, order, chiefs([said.seat.station_id]), "posting_replied", facts, by
    )


def tell_clock(order: PostingOrder, seat: OrderSeat, *, late: bool) -> None:
    """A reminder to the chief, or to the preparing side that nobody answered."""
    until = order.answer_due.isoformat() if order.answer_due else ""
    facts = {"title": order.title, "station": seat.station.code, "until": until}
    people = _insiders(order) if late else chiefs([seat.station_id])
    tell_about(
        ORDER,
        order,
        people,
        "posting_silent" if late else "posting_remind",
        facts,
        None,
    )


def tell_decided(order: PostingOrder, *, by: User) -> None:
    facts = {"title": order.title, "number": order.number}
    tell_about(ORDER, order, _concerned(order), "posting_decided", facts, by)


def tell_taken_back(order: PostingOrder, *, by: User) -> None:
    """Whoever was asked need not answer any more."""
    facts = {"title": order.title, "reason": order.change_reason}
    tell_about(ORDER, order, _concerned(order), "posting_taken_back", facts, by)


def tell_ended(order: PostingOrder, kind: str, *, by: User) -> None:
    facts = {"title": order.title, "reason": order.end_reason}
    tell_about(ORDER, order, _concerned(order), kind, facts, by)


def tell_request(row: StaffingRequest, *, by: User) -> None:
    facts = {"station": row.station.code, "post": row.kind, "reason": row.reason}
    people = holders(Role.PERSONNEL_ADMIN, row.station.bureau)
    tell_about(REQUEST, row, people, "posting_request", facts, by)


def tell_request_answered(row: StaffingRequest, *, by: User) -> None:
    taken = row.state == StaffingRequest.State.TAKEN
    kind = "posting_request_taken" if taken else "posting_request_declined"
    facts = {"post": row.kind, "reason": row.answer}
    tell_about(REQUEST, row, chiefs([row.station_id]), kind, facts, by)


def tell_request_decided(row: StaffingRequest, number: str, *, by: User) -> None:
    facts = {"post": row.kind, "number": number}
    people = chiefs([row.station_id])
    tell_about(REQUEST, row, people, "posting_request_decided", facts, by)


def _concerned(order: PostingOrder) -> set[int]:
    seats = order.seats.filter(turn=order.turn)
    asked = Station.objects.filter(pk__in=seats.values("station"))
    return _insiders(order) | chiefs(asked.values_list("pk", flat=True))


def _insiders(order: PostingOrder) -> set[int]:
    return {order.prepared_by_id, *order.readers.values_list("pk", flat=True)}
