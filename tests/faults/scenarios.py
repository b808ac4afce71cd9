"""The faults this product promises to survive, by number, and the tests that show it.

`make faults` runs each so many times; tests/architecture/test_faults.py sees that
none is missing and that every test of this folder belongs to one.
"""

from __future__ import annotations

from dataclasses import dataclass

HERE = "tests/faults"
OFTEN, SELDOM = 20, 3


@dataclass(frozen=True)
class Scenario:
    """`tests`: file::name below tests/faults. `seconds`: after which a single run is
    taken for hung."""

    number: int
    title: str
    tests: tuple[str, ...]
    times: int = OFTEN
    seconds: float = 420.0

    def ids(self) -> list[str]:
        """What pytest is given."""
        return [f"{HERE}/{test}" for test in self.tests]


SCENARIOS = (
    Scenario(
        1,
        "kill -9 a pool child in the middle of a check",
        (
            "test_workers.py::test_a_pool_child_killed_in_the_middle_of_a_check",
            "test_sent_off.py::test_a_worker_issues_it",
            "test_sent_off.py"
            "::test_killed_in_the_middle_it_is_issued_once_by_the_next_one",
        ),
    ),
    Scenario(
        2,
        "kill -9 the whole worker, four times under load",
        ("test_workers.py::test_the_whole_worker_killed_again_and_again_under_load",),
    ),
    Scenario(
        3,
        "all workers gone for long",
        ("test_outages.py::test_all_workers_gone_for_long",),
        times=SELDOM,
        seconds=1200.0,
    ),
    Scenario(
        4,
        "kill -9 PostgreSQL ten times under load",
        ("test_database.py::test_the_database_killed_ten_times_under_load",),
    ),
    Scenario(
        5,
        "FLUSHALL ten times under load",
        ("test_redis.py::test_emptied_again_and_again_under_load",),
    ),
    Scenario(
        6,
        "Redis dead",
        ("test_redis.py::test_dead_saves_still_answer",),
        times=SELDOM,
    ),
    Scenario(
        7,
        "Redis frozen",
        ("test_redis.py::test_frozen_no_request_is_blocked",),
        times=SELDOM,
    ),
    Scenario(
        8,
        "kill -9 the web process between COMMIT and wake-up",
        ("test_web.py::test_killed_between_commit_and_what_follows",),
    ),
    Scenario(
        9,
        "every message delivered three times",
        ("test_dispatching.py::test_every_message_delivered_three_times",),
    ),
    Scenario(
        10,
        "fifty concurrent editors of one station",
        (
            "test_editors.py::test_fifty_editors_of_one_station",
            "test_editors.py::test_fifty_departments_that_issue_to_one_station",
        ),
    ),
    Scenario(
        11,
        "a slow transaction with an early mark that commits late",
        ("test_slow.py::test_a_slow_transaction_with_an_early_mark",),
    ),
    Scenario(
        12,
        "clock ±1 hour, ±1 day",
        ("test_clock.py::test_a_clock_that_jumps_by_hours_and_days",),
        times=SELDOM,
    ),
    Scenario(
        13,
        "two dispatchers, then none",
        (
            "test_dispatching.py::test_of_two_dispatchers_one_leads_and_the_other_takes_over",
            "test_dispatching.py::test_a_dispatcher_killed_again_and_again",
            "test_dispatching.py::test_a_dispatcher_whose_connection_is_cut_goes_on",
            "test_dispatching.py::test_workers_whose_connections_are_cut_go_on",
            "test_outages.py::test_no_dispatcher_at_all",
        ),
        seconds=900.0,
    ),
    Scenario(
        14,
        "a poison station",
        (
            "test_dispatching.py::test_a_broken_station_is_set_apart_and_the_others_go_on",
            "test_workers.py::test_a_station_that_kills_its_checker_is_set_apart"
            "_and_the_others_go_on",
        ),
        seconds=600.0,
    ),
    Scenario(
        15,
        "disk full, no connection left",
        (
            "test_database.py::test_a_full_disk_is_told_and_nothing_is_kept_by_halves",
            "test_database.py::test_no_connection_left_is_told_and_nothing_is_kept"
            "_by_halves",
        ),
    ),
    Scenario(
        16,
        "transfer, cancel, bulk update, raw SQL, import in the middle of a check",
        (
            "test_editors.py::test_transfers_cancelling_bulk_raw_sql_and_imports"
            "_in_the_middle_of_checks",
        ),
    ),
    Scenario(
        17,
        "rolling deploy",
        ("test_web.py::test_everything_replaced_one_by_one_under_load",),
        times=SELDOM,
    ),
)
EXPECTED = range(1, 18)
