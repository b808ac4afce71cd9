"""Which control shows what a lock is for, where no contest of the tables does.

A place that locks and is named nowhere fails the build (tests/architecture).
"""

from __future__ import annotations

HERE = "tests/locks/test_statements.py"

IN_SQL = {
    "coordination/management/commands/dispatch.py::pg_try_advisory_lock": (
        f"{HERE}::test_of_two_dispatchers_one_leads"
    ),
    "coordination/models/watched.py::FOR NO KEY UPDATE": (
        "tests/coordination/test_marks_races.py"
        "::test_without_the_lock_the_leave_would_be_lost"
    ),
    "coordination/models/watched.py::pg_advisory_xact_lock": (
        f"{HERE}::test_a_holiday_beside_a_new_station"
    ),
    "coordination/models/watched.py::pg_advisory_xact_lock_shared": (
        f"{HERE}::test_a_holiday_beside_a_new_station"
    ),
    "coordination/services/checking.py::FOR UPDATE": (
        f"{HERE}::test_who_checks_leaves_a_row_that_somebody_holds"
    ),
    "coordination/services/checking.py::pg_try_advisory_lock": (
        f"{HERE}::test_a_station_is_checked_by_one_at_a_time"
    ),
    "coordination/services/checking_many.py::FOR UPDATE": (
        f"{HERE}::test_a_sweep_leaves_a_station_that_somebody_holds"
    ),
    "coordination/services/copying.py::LOCK TABLE": (
        f"{HERE}::test_reserved_ids_belong_to_one"
    ),
    "coordination/services/profiling_many.py::FOR UPDATE": (
        f"{HERE}::test_profiles_leave_a_station_that_somebody_holds"
    ),
    "coordination/services/sweeping.py::pg_advisory_xact_lock": (
        f"{HERE}::test_two_who_begin_a_sweep_begin_one"
    ),
    "organization/services/sealing.py::pg_advisory_xact_lock": (
        f"{HERE}::test_of_two_who_seal_one_finds_it_done"
    ),
    "personnel/services/alerts.py::FOR SHARE": (
        f"{HERE}::test_no_level_is_announced_while_a_leave_is_judged"
    ),
}

BY_HAND = {
    "coordination/services/finding_duplicates.py::_keep": (
        "tests/locks/test_pairs.py::test_a_pair_said_to_be_two_while_the_night_finds_it"
    ),
    "coordination/services/due_jobs.py::run_due": (
        f"{HERE}::test_work_by_the_clock_is_done_once"
    ),
}
"""Of `select_for_update`, where two who meet do not make a contest of the tables."""

THE_STATION = "the station's lock, taken first; its own reads the row as it is then"
DOUBLE = {
    "coordination/bulk/tasks.py::_withdraw": (
        "that of `issuing.withdraw`; its own says which version was acted on"
    ),
    "coordination/services/holding_pairs.py::hold": (
        "that of the pair, taken first; its own reads the row as it is then"
    ),
    "coordination/services/making_up.py::_held": THE_STATION,
    "coordination/services/making_up.py::settle_due": THE_STATION,
    "coordination/services/objecting.py::locked": THE_STATION,
    "coordination/services/owing.py::follow": THE_STATION,
    "coordination/services/redating.py::locked": THE_STATION,
    "coordination/services/remitting.py::locked": THE_STATION,
    "organization/services/entering.py::enter": (
        "the note of the last sign-in at the account, which Django might give up"
    ),
}
"""Locks beside something else that keeps the same two apart, and why they stay: the
control takes both away, and a test shows that the other one is enough."""
