"""Units, people who sign in, and what is each one's own."""

from __future__ import annotations

from config.wall.terms import (
    Policy,
    child,
    department,
    given,
    mine,
    one_of,
    passes,
    role,
    station,
    there,
)
from config.wall.ways import by

FILES = (
    *("coordination_objection_files", "coordination_remitreport_files"),
    *("tasking_difficulty_files", "tasking_notice_files", "budget_dispute_files"),
    *("budget_expense_files", "personnel_commendation_files"),
)
"""What files are attached to; whoever sees that sees the file."""


def _attached() -> list[str]:
    return [there(t, "up.attachment_id = desk_attachment.id") for t in FILES]


def _own(*tables: str, column: str = "user_id") -> dict[str, Policy]:
    return {table: passes("lifted", mine(column)) for table in tables}


POLICIES = {
    "organization_bureau": passes("known", one_of("id", "known")),
    "organization_department": passes("known", one_of("bureau_id", "known")),
    "organization_station": passes(
        "below",
        station("id"),
        one_of("bureau_id", "below"),
        by("praised_at", "id"),
        # Who holds no role knows the stations he is posted at, and no others.
        given(by("home_at", "id"), "alone"),
    ),
    "organization_stationgroup": passes("known", one_of("bureau_id", "known")),
    "organization_stationgroup_stations": passes(
        "lifted",
        child(
            "organization_stationgroup_stations",
            "organization_stationgroup",
            "stationgroup_id",
        ),
    ),
    "organization_auditevent": passes("lifted", role("audit_admin")),
    "organization_rowchange": passes("lifted", role("audit_admin")),
    "organization_auditseal": passes("lifted", role("audit_admin")),
    **_own("organization_apitoken", "organization_introduction"),
    # --- desk
    **_own("desk_bulkrun", "desk_undoable", column="by_id"),
    **_own("desk_inboxitem", column="recipient_id"),
    **_own("desk_letterchoice", "desk_lettersettings", "desk_idempotencykey"),
    **_own("desk_listchoice"),
    **_own("desk_job", column="created_by_id"),
    "desk_bulkrow": passes("lifted", child("desk_bulkrow", "desk_bulkrun", "run_id")),
    "desk_attachment": passes("lifted", mine("uploaded_by_id"), *_attached()),
    "desk_filecontent": passes(
        "lifted", there("desk_attachment", "up.content_id = desk_filecontent.digest")
    ),
    "desk_outgoingmail": passes(
        "lifted", child("desk_outgoingmail", "desk_inboxitem", "item_id")
    ),
    "desk_jobinput": passes("lifted", child("desk_jobinput", "desk_job", "job_id")),
    "desk_sentform": passes("lifted", child("desk_sentform", "desk_job", "job_id")),
    "desk_takenfile": passes("lifted", child("desk_takenfile", "desk_job", "job_id")),
    "desk_savedview": passes(
        "lifted",
        mine("owner_id"),
        department(),
        station(),
        one_of("bureau_id", "known"),
    ),
}
