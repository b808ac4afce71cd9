"""`make faults` itself: what it takes for passed, and when it is content."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.scenarios import SCENARIOS, Scenario
from tools import faults

FOUR = next(each for each in SCENARIOS if each.number == 4)


class Runs:
    """Instead of pytest: what each run tells, one after the other."""

    def __init__(self, *told: dict[str, Any] | int | None) -> None:
        self.told = list(told)
        self.asked: list[int] = []

    def __call__(
        self, scenario: Scenario, told: Path, log: Path, **_how: Any
    ) -> int | None:
        self.asked.append(scenario.number)
        said = self.told.pop(0)
        log.write_text("E   AssertionError: marks are left\n")
        if isinstance(said, dict):
            told.write_text(json.dumps(said) + "\n")
            return 0
        return said


def verdict(**figures: float) -> dict[str, Any]:
    return {"test": FOUR.ids()[0], "lost": 0, "phantom": 0, "unsaved": 0, **figures}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(faults, "KEPT", tmp_path / "faults.jsonl")

    def once(*arguments: str, runs: Runs) -> int:
        monkeypatch.setattr(faults, "_pytest", runs)
        monkeypatch.setattr(sys, "argv", ["faults.py", "--only", "4", *arguments])
        return faults.main()

    return once


def test_content_when_all_ran_so_often_and_passed(run: Any, capsys: Any) -> None:
    runs = Runs(verdict(recovered=2.0), verdict(recovered=4.0))
    assert run("--times", "2", runs=runs) == 0
    assert "2/2      2    3.0    4.0    0       0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (1, "marks are left"),
        (None, "not over after"),
        ({"test": "another"}, "no verdict from"),
        (verdict(lost=1), "lost, phantom or unsaved"),
        (verdict(unsaved=1), "lost, phantom or unsaved"),
    ],
)
def test_what_does_not_say_that_all_is_well_has_failed(
    run: Any, capsys: Any, told: Any, why: str
) -> None:
    assert run("--times", "1", runs=Runs(told)) == 1
    assert why in capsys.readouterr().out


def test_what_was_broken_off_goes_on(run: Any) -> None:
    assert run("--times", "1", runs=Runs(verdict())) == 0
    with faults.KEPT.open("a") as stream:
        stream.write('{"number": 4, "pas')  # cut off while it was written
    later = Runs(verdict(), verdict())
    assert run("--times", "3", "--resume", runs=later) == 0
    assert later.asked == [4, 4]


def test_a_failure_stays_until_the_scenario_begins_anew(run: Any) -> None:
    assert run("--times", "1", runs=Runs(1)) == 1
    assert run("--times", "1", "--resume", runs=Runs(verdict())) == 1
    assert run("--times", "1", runs=Runs(verdict())) == 0


def test_a_number_that_there_is_not(run: Any) -> None:
    with pytest.raises(SystemExit, match="18"):
        run("--only", "18", runs=Runs())
