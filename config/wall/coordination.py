"""Conflicts and how they are settled, what waits, what repeats itself."""

from __future__ import annotations

from config.wall.terms import (
    Policy,
    asked_by,
    at,
    child,
    department,
    given,
    mine,
    of,
    one_of,
    passes,
    role,
    station,
)
from config.wall.ways import by


def _child(table: str, parent: str, column: str, *more: str) -> Policy:
    return passes("lifted", child(table, parent, column), *more)


_KNOWN = passes("known", one_of("bureau_id", "known"))
_STATIONS = (
    *("coordination_stationstate", "coordination_stationcapacity"),
    *("coordination_stationprofile", "coordination_stationweeks"),
    "coordination_relieflook",
)

POLICIES = {
    "coordination_conflict": passes(
        "over",
        station(),
        at("over"),
        "departments && wall_texts('codes')",
    ),
    "coordination_acceptedrisk": _child(
        "coordination_acceptedrisk", "coordination_conflict", "conflict_id"
    ),
    "coordination_relief": _child(
        "coordination_relief", "coordination_conflict", "conflict_id"
    ),
    "coordination_proposal": passes(
        "over",
        by("proposed", "id"),
        given(by("party", "id"), "departments", "stations"),
    ),
    **{
        table: _child(table, "coordination_proposal", "proposal_id")
        for table in (
            *("coordination_proposal_conflicts", "coordination_proposalparty"),
            "coordination_proposalentry",
        )
    },
    **{table: passes("below", station(), at("below")) for table in _STATIONS},
    # --- tasks on their way
    "coordination_admissioncase": passes("over", asked_by("directive_id")),
    "coordination_admissionentry": _child(
        "coordination_admissionentry", "coordination_admissioncase", "case_id"
    ),
    "coordination_emergencyorder": passes(
        "lifted",
        mine("by_id"),
        child("coordination_emergencyorder", "tasking_directive", "directive_id"),
    ),
    "coordination_secondname": passes(
        "over",
        mine("asked_by_id"),
        asked_by("directive_id"),
    ),
    "coordination_directivecost": _child(
        "coordination_directivecost", "tasking_directive", "directive_id"
    ),
    "coordination_expensecause": _child(
        "coordination_expensecause", "budget_expense", "expense_id"
    ),
    "coordination_costpayment": _child(
        "coordination_costpayment",
        "budget_disbursement",
        "disbursement_id",
        child("coordination_costpayment", "tasking_directive", "directive_id"),
    ),
    "coordination_duplicatepair": passes(
        "over",
        one_of("bureau_id", "over"),
        asked_by("first_id"),
        asked_by("second_id"),
        given(by("doubled", "id"), "stations"),
    ),
    "coordination_duplicatestation": _child(
        "coordination_duplicatestation",
        "coordination_duplicatepair",
        "pair_id",
        station(),
    ),
    "coordination_joinoffer": _child(
        "coordination_joinoffer", "coordination_duplicatepair", "pair_id"
    ),
    "coordination_duplicatelook": _KNOWN,
    "coordination_jointvisits": _KNOWN,
    # --- what stations say
    "coordination_objection": _child(
        "coordination_objection", "tasking_assignment", "assignment_id"
    ),
    "coordination_objection_files": _child(
        "coordination_objection_files", "coordination_objection", "objection_id"
    ),
    "coordination_objectionentry": _child(
        "coordination_objectionentry", "coordination_objection", "objection_id"
    ),
    "coordination_remitreport": passes(
        "over",
        station(),
        at("over"),
        child("coordination_remitreport", "tasking_assignment", "assignment_id"),
    ),
    "coordination_remitreport_files": _child(
        "coordination_remitreport_files",
        "coordination_remitreport",
        "remitreport_id",
    ),
    "coordination_owedtime": passes(
        "over",
        station(),
        at("over"),
        child("coordination_owedtime", "tasking_assignment", "assignment_id"),
    ),
    "coordination_makeup": _child(
        "coordination_makeup", "coordination_owedtime", "owed_id"
    ),
    "coordination_owedentry": _child(
        "coordination_owedentry", "coordination_owedtime", "owed_id"
    ),
    # --- budgets, pictures of a week, addresses
    "coordination_burdencap": passes("over", department(), of("over")),
    "coordination_capentry": _child(
        "coordination_capentry", "coordination_burdencap", "cap_id"
    ),
    "coordination_capnote": _child(
        "coordination_capnote", "coordination_burdencap", "cap_id"
    ),
    "coordination_leaderssnapshot": passes("over", one_of("bureau_id", "over")),
    "coordination_delegation": passes(
        "lifted", mine("giver_id"), mine("deputy_id"), department(), station()
    ),
    "coordination_calendarfeed": passes(
        "lifted", mine("owner_id"), role("security_admin")
    ),
    "coordination_sweepchunk": _child("coordination_sweepchunk", "desk_job", "job_id"),
}
