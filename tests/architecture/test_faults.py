"""None of the faults is forgotten, and no test of them stands outside the table."""

from __future__ import annotations

import ast

from config.places import BASE_DIR
from tests.faults.scenarios import EXPECTED, HERE, SCENARIOS


def written() -> set[str]:
    """Every test of the folder, as the table names it."""
    found = set()
    for path in sorted((BASE_DIR / HERE).glob("test_*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.add(f"{path.name}::{node.name}")
    return found


def test_all_seventeen_are_there_in_order() -> None:
    assert [scenario.number for scenario in SCENARIOS] == list(EXPECTED)
    assert len(EXPECTED) == 17


def test_each_has_tests_that_exist_and_no_test_is_left_out() -> None:
    named = [test for scenario in SCENARIOS for test in scenario.tests]
    assert all(scenario.tests for scenario in SCENARIOS)
    assert len(named) == len(set(named))
    assert set(named) == written()


def test_each_asks_in_the_end_whether_everything_is_as_it_should_be() -> None:
    """The verdict is computed: no scenario may pass without it."""
    for path in sorted((BASE_DIR / HERE).glob("test_*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                text = ast.unparse(node)
                assert "holds(" in text, f"{path.name}::{node.name}"
