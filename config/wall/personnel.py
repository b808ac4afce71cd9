"""People: where they are posted, when they are away, who chooses and who is chosen."""

from __future__ import annotations

from config.wall.terms import (
    I_AM,
    at,
    child,
    department,
    mine,
    of,
    one_of,
    passes,
    posted,
    praised,
    station,
    there,
)

_I = f"officer_id = {I_AM}"
_KNOWN = passes("known", one_of("bureau_id", "known"))
_BELOW = at("people"), of("people")
_HEADED = one_of("station_id", "chief"), one_of("department_id", "head")


def _child(table: str, parent: str, column: str, *more: str) -> str:
    return passes("lifted", child(table, parent, column), *more)


def _of_round(table: str, column: str = "round_id") -> str:
    return _child(table, "personnel_selectionround", column)


_READ = (
    mine("prepared_by_id"),
    there("wall_order_reader", f"up.order_id = personnel_postingorder.id AND {mine()}"),
)
_DECIDED = f"state IN ('decided', 'undone') AND {one_of('bureau_id', 'people')}"
_ASKED = there(
    "wall_order_seat",
    f"up.order_id = personnel_postingorder.id AND {station('up.station_id')}",
    "stations",
)
_DECIDED_ANYWHERE = "state IN ('decided', 'undone') AND wall_open('people')"
_KEPT = there(
    "wall_posted",
    "up.officer_id = personnel_limit.officer_id AND"
    f" ({at('people', 'up.station_id')} OR {of('people', 'up.department_id')})",
    "people",
)
_MINE = (
    one_of("up.station_id", "chief"),
    one_of("up.department_id", "head"),
    at("people", "up.station_id"),
    of("people", "up.department_id"),
)
_MY_PART = there(
    "wall_leave_part",
    f"up.request_id = personnel_leaverequest.id AND ({' OR '.join(_MINE)})",
    *("chief", "head", "people"),
)
_MY_LEAVE = there(
    "wall_leave",
    "up.id = personnel_leavepart.request_id AND"
    f" (up.officer_id = {I_AM} OR {mine('up.asked_by_id')})",
)


def _chooses(round_id: str) -> str:
    found = f"up.round_id = {round_id} AND up.officer_id = {I_AM}"
    return there("wall_round_officer", found, "officer")


def _ranks(round_id: str) -> str:
    own = f"{station('up.station_id')} OR {department('up.department_id')}"
    found = f"up.round_id = {round_id} AND ({own})"
    return there("wall_round_post", found, "stations", "departments")


def _prepares(round_id: str) -> str:
    near = one_of("up.bureau_id", "people")
    return there("wall_round", f"up.id = {round_id} AND {near}", "people")


POLICIES = {
    "personnel_posting": passes(
        "people", _I, station(), one_of("department_id", "head"), *_BELOW
    ),
    "personnel_post": passes("people", station(), department(), *_BELOW),
    "personnel_officer": passes(
        "people",
        mine(),
        posted("personnel_officer.id"),
        praised("officer_id", "personnel_officer.id"),
    ),
    **{
        table: passes("people", _I, posted(f"{table}.officer_id"))
        for table in (
            *("personnel_attainment", "personnel_servicerecord"),
            *("personnel_contact", "personnel_leave", "personnel_rosterline"),
        )
    },
    "personnel_limit": passes("people", _I, _KEPT),
    "personnel_noblamenote": passes("lifted", _I, mine("chief_id")),
    "personnel_residents": passes("people", station(), at("people")),
    "personnel_dutyregime": passes("below", station(), at("below")),
    "personnel_plannedstanding": passes("below", station(), at("below")),
    "personnel_alertlevel": _KNOWN,
    "personnel_fitweights": _KNOWN,
    # --- leave
    "personnel_leaverequest": passes("people", _I, mine("asked_by_id"), _MY_PART),
    "personnel_leavepart": passes("people", *_HEADED, *_BELOW, _MY_LEAVE),
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
        "lifted", *_READ, _ASKED, _DECIDED, _DECIDED_ANYWHERE
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
        _chooses("personnel_selectionround.id"),
        _ranks("personnel_selectionround.id"),
    ),
    "personnel_roundofficer": passes(
        "people",
        _I,
        _ranks("personnel_roundofficer.round_id"),
        _prepares("personnel_roundofficer.round_id"),
    ),
    "personnel_roundpost": passes(
        "people",
        _chooses("personnel_roundpost.round_id"),
        _ranks("personnel_roundpost.round_id"),
        _prepares("personnel_roundpost.round_id"),
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
