"""People: where they are posted, when they are away, who chooses and who is chosen."""

from __future__ import annotations

from config.wall.terms import (
    I_AM,
    Policy,
    at,
    child,
    department,
    given,
    mine,
    of,
    one_of,
    passes,
    posted,
    station,
)
from config.wall.ways import by

_I = f"officer_id = {I_AM}"
_KNOWN = passes("known", one_of("bureau_id", "known"))
_BELOW = at("people"), of("people")
_HEADED = one_of("station_id", "chief"), one_of("department_id", "head")


def _child(table: str, parent: str, column: str, *more: str) -> Policy:
    return passes("lifted", child(table, parent, column), *more)


def _of_round(table: str, column: str = "round_id") -> Policy:
    return _child(table, "personnel_selectionround", column)


_DECIDED = f"state IN ('decided', 'undone') AND {one_of('bureau_id', 'people')}"
_DECIDED_ANYWHERE = "state IN ('decided', 'undone') AND wall_open('people')"


def _ranks(round_id: str) -> str:
    return given(by("ranks", round_id), "stations", "departments")


def _prepares(round_id: str) -> str:
    return given(by("prepares", round_id), "people")


POLICIES = {
    "personnel_posting": passes(
        "people", _I, station(), one_of("department_id", "head"), *_BELOW
    ),
    "personnel_post": passes("people", station(), department(), *_BELOW),
    "personnel_officer": passes(
        "people",
        mine(),
        posted("id"),
        by("praised", "id"),
    ),
    **{
        table: passes("people", _I, posted("officer_id"))
        for table in (
            *("personnel_attainment", "personnel_servicerecord"),
            *("personnel_contact", "personnel_leave", "personnel_rosterline"),
        )
    },
    "personnel_limit": passes("people", _I, given(by("kept", "officer_id"), "people")),
    "personnel_noblamenote": passes("lifted", _I, mine("chief_id")),
    "personnel_residents": passes("people", station(), at("people")),
    "personnel_dutyregime": passes("below", station(), at("below")),
    "personnel_plannedstanding": passes("below", station(), at("below")),
    "personnel_alertlevel": _KNOWN,
    "personnel_fitweights": _KNOWN,
    # --- leave
    "personnel_leaverequest": passes(
        "people",
        _I,
        mine("asked_by_id"),
        given(by("leave_at", "id"), "chief", "head", "people"),
    ),
    "personnel_leavepart": passes(
        "people", *_HEADED, *_BELOW, by("leave_own", "request_id")
    ),
    "personnel_leavestep": _child(
        "personnel_leavestep", "personnel_leaverequest", "request_id"
    ),
    # --- care
    "personnel_occasion": _KNOWN,
    "personnel_duevisit": passes("people", _I, mine("closed_by_id"), *_HEADED, *_BELOW),
    "personnel_commendation": passes(
        "people",
        f"state = 'published' AND {one_of('bureau_id', 'known')}",
        mine("nominated_by_id"),
        *_HEADED,
        one_of("bureau_id", "people"),
    ),
    "personnel_commendation_files": _child(
        "personnel_commendation_files", "personnel_commendation", "commendation_id"
    ),
    # --- orders
    "personnel_staffingrequest": passes("people", station(), at("people")),
    "personnel_postingorder": passes(
        "lifted",
        mine("prepared_by_id"),
        by("order_read", "id"),
        given(by("order_asked", "id"), "stations"),
        _DECIDED,
        _DECIDED_ANYWHERE,
    ),
    "personnel_postingorder_readers": _child(
        "personnel_postingorder_readers", "personnel_postingorder", "postingorder_id"
    ),
    "personnel_postingline": _child(
        "personnel_postingline", "personnel_postingorder", "order_id"
    ),
    "personnel_orderseat": _child(
        "personnel_orderseat", "personnel_postingorder", "order_id"
    ),
    "personnel_ordersaying": _child(
        "personnel_ordersaying", "personnel_orderseat", "seat_id"
    ),
    # --- selection
    "personnel_selectionround": passes(
        "people",
        one_of("bureau_id", "people"),
        given(by("chooses", "id"), "officer"),
        _ranks("id"),
    ),
    "personnel_roundofficer": passes(
        "people",
        _I,
        _ranks("round_id"),
        _prepares("round_id"),
    ),
    "personnel_roundpost": passes(
        "people",
        given(by("chooses", "round_id"), "officer"),
        _ranks("round_id"),
        _prepares("round_id"),
    ),
    "personnel_selectionround_orders": _of_round(
        "personnel_selectionround_orders", "selectionround_id"
    ),
    **{
        table: _of_round(table)
        for table in (
            *("personnel_roundgroup", "personnel_roundevent"),
            "personnel_roundresult",
        )
    },
    "personnel_roundcouple": _child(
        "personnel_roundcouple", "personnel_roundofficer", "one_id"
    ),
    "personnel_roundbar": _child(
        "personnel_roundbar", "personnel_roundpost", "post_id"
    ),
    "personnel_roundgroup_posts": _child(
        "personnel_roundgroup_posts", "personnel_roundgroup", "roundgroup_id"
    ),
    "personnel_roundwish": _child(
        "personnel_roundwish", "personnel_roundofficer", "officer_id"
    ),
    "personnel_roundrank": _child(
        "personnel_roundrank", "personnel_roundpost", "post_id"
    ),
    "personnel_roundmatch": _child(
        "personnel_roundmatch", "personnel_roundofficer", "officer_id"
    ),
}
