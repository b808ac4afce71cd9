"""Tasks, what stations owe of them, notices and help."""

from __future__ import annotations

from config.wall.terms import (
    Policy,
    asked_by,
    at,
    child,
    department,
    given,
    joined,
    mine,
    of,
    one_of,
    passes,
    station,
    there,
)
from config.wall.ways import by

_SEEN = passes(
    "over",
    department(),
    station("own_station_id"),
    of("over"),
    f"state <> 'draft' AND {given(by('owed', 'id'), 'stations')}",
    given(by("owed_below", "id"), "over"),
    joined("id"),
    # What asks the same as a task of the own department: both are told.
    given(by("twin", "id"), "departments"),
)
_RECEIVED = given(by("received", "id"), "stations", "over")
_SENT = given(by("noted", "notice_id"), "departments", "over")
_TO_ALL = (
    "(SELECT true FROM wall_receipt r JOIN tasking_notice n ON n.id = r.notice_id"
    " WHERE r.id = tasking_noticequestion.receipt_id LIMIT 1)"
)


def _child(table: str, parent: str, column: str, *more: str) -> Policy:
    return passes("lifted", *more, child(table, parent, column))


_ASSIGNED = ("tasking_assignment", "assignment_id")
_ORDERED = ("tasking_directive", "directive_id")
POLICIES = {
    "tasking_directive": _SEEN,
    "tasking_assignment": passes(
        "over",
        station(),
        department(),
        at("over"),
        joined("directive_id"),
        of("over"),
        # What asks the same of a station as a task of the own department.
        given(by("twin_at", "id"), "departments"),
    ),
    "tasking_assignmententry": _child("tasking_assignmententry", *_ASSIGNED),
    "tasking_directivetarget": passes("over", station(), asked_by("directive_id")),
    "tasking_directiveparty": passes(
        "over", department(), child("tasking_directiveparty", *_ORDERED)
    ),
    "tasking_trainingpurpose": _child("tasking_trainingpurpose", *_ORDERED),
    "tasking_trainingpurpose_difficulties": _child(
        "tasking_trainingpurpose_difficulties",
        "tasking_trainingpurpose",
        "trainingpurpose_id",
    ),
    "tasking_taskform": _child("tasking_taskform", *_ORDERED),
    "tasking_formanswer": _child("tasking_formanswer", *_ASSIGNED),
    "tasking_formreminder": _child("tasking_formreminder", *_ASSIGNED),
    "tasking_formlook": passes("lifted", mine()),
    "tasking_formreuse": passes("over", department(), of("over")),
    "tasking_reportform": passes(
        "over",
        department(),
        of("over"),
        there("tasking_taskform", "up.form_id = tasking_reportform.id"),
    ),
    "tasking_series": passes("over", department(), of("over")),
    "tasking_seriesturn": _child("tasking_seriesturn", *_ORDERED),
    # --- stations
    "tasking_protectedblock": passes("below", station(), at("below")),
    "tasking_stationplan": passes("over", station(), at("over")),
    "tasking_planitem": _child("tasking_planitem", "tasking_stationplan", "plan_id"),
    "tasking_planhours": _child("tasking_planhours", "tasking_planitem", "item_id"),
    "tasking_traveltime": passes("known", one_of("bureau_id", "known")),
    # --- help
    "tasking_helpterms": passes("known", one_of("bureau_id", "known")),
    "tasking_difficulty": passes(
        "over", station(), department(), at("over"), of("over")
    ),
    "tasking_difficulty_files": _child(
        "tasking_difficulty_files", "tasking_difficulty", "difficulty_id"
    ),
    "tasking_difficultyentry": _child(
        "tasking_difficultyentry", "tasking_difficulty", "difficulty_id"
    ),
    "tasking_guidancevisit": passes(
        "over", station(), department(), at("over"), of("over")
    ),
    "tasking_knowledgearticle": passes("known", of("known")),
    # --- notices
    "tasking_notice": passes("over", department(), of("over"), _RECEIVED),
    "tasking_notice_files": _child(
        "tasking_notice_files", "tasking_notice", "notice_id"
    ),
    "tasking_noticereceipt": passes("over", station(), at("over"), _SENT),
    "tasking_noticereading": _child(
        "tasking_noticereading",
        "tasking_noticereceipt",
        "receipt_id",
        mine("reader_id"),
    ),
    "tasking_noticequestion": _child(
        "tasking_noticequestion",
        "tasking_noticereceipt",
        "receipt_id",
        f"to_all AND {_TO_ALL}",
    ),
}
