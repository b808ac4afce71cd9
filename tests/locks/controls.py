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
    "coordination/services/due_jobs.py::run_due": (
        f"{HERE}::test_work_by_the_clock_is_done_once"
    ),
}
"""Of `select_for_update`, where two of the same do not make a contest."""

NOT_SHOWN_YET = {
    "coordination/services/admitting_back.py::wait_again",
    "coordination/services/drafting_twice.py::join_instead",
    "coordination/services/extending.py::_move",
    "coordination/services/finding_duplicates.py::_keep",
    "coordination/services/making_up.py::settle_due",
    "coordination/services/owing.py::follow",
    "coordination/services/recurring.py::draft_due",
    "coordination/services/serving.py::issue_again",
    "coordination/views/directives.py::act",
    "desk/services/sending.py::keep_sent",
    "desk/services/sending.py::send_off",
    "organization/services/entering.py::enter",
    "personnel/services/deciding_leave.py::shorten_leave",
    "personnel/services/postings.py::second",
    "personnel/services/regimes.py::_make_room",
    "personnel/services/rosters.py::_make_room",
    "personnel/services/rounds/ranking.py::rank",
    "personnel/services/rounds/running.py::shut_post",
    "tasking/services/relaying.py::restore",
    "tasking/services/ending_series.py::end_with",
    "tasking/services/guidance.py::record_visit",
    "tasking/services/reminding_forms.py::_remind",
}
"""Locks whose contest is still to be written."""
MOST_NOT_SHOWN = 22
