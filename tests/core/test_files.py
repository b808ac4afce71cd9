"""Station files: what is read, and what is refused where."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import translation

from coordination.core.detect import detect
from coordination.core.facts import Demand, Event, Period
from coordination.files.answer import answer, iso
from coordination.files.read import read_file
from coordination.files.values import SHANGHAI
from coordination.trial.text import problem_line
from desk.files.problems import UnusableError

TODAY = datetime(2026, 6, 1, tzinfo=SHANGHAI)
START = int(TODAY.timestamp()) // 60
ROOM = {"from": "2026-06-01T09:00", "to": "2026-06-01T17:00", "officers": 5.5}
WORK = {"id": "1", "station": "A", "department": "治安", "due": "2026-06-01"}


def document(*, capacity=(ROOM,), work=(), events=(), **more):
    return {
        "now": "2026-06-01T00:00",
        "stations": [{"code": "A", "capacity": list(capacity)}],
        "assignments": [{**WORK, "effort_hours": 1, **entry} for entry in work],
        "events": [
            {"id": "e", "station": "A", "department": "政工", **entry}
            for entry in events
        ],
        **more,
    }


def read(tmp_path, content, *, name="x.json", now=None):
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(
            content if isinstance(content, str) else json.dumps(content), "utf-8"
        )
    return read_file(path, today=TODAY, now=now)


def problems(tmp_path, content, **kwargs):
    with pytest.raises(UnusableError) as refused:
        read(tmp_path, content, **kwargs)
    return [(p.sheet, p.row, p.column, p.code) for p in refused.value.problems]


def test_the_contracts_example(tmp_path):
    found = read(
        tmp_path,
        document(
            capacity=[{**ROOM, "present": 9}],
            work=[{"release": "2026-06-01", "effort_hours": 12.5, "max_officers": 2}],
            events=[
                {
                    "start": "2026-06-01T10:00",
                    "end": "2026-06-01T11:00",
                    "officers": 3,
                    "attendees": ["chief"],
                }
            ],
        ),
    )
    (station,) = found.stations
    assert station.capacity == (Period(START + 540, START + 1020, 5500, 9000),)
    assert station.demands == (Demand("1", "治安", START, START + 1440, 750_000, 2000),)
    assert station.events == (
        Event("e", "政工", START + 600, START + 660, 3000, ("chief",)),
    )


@pytest.mark.parametrize(
    ("capacity", "feasible"), [([], False), (None, None), ([ROOM], True)]
)
def test_known_zero_and_unknown(tmp_path, capacity, feasible):
    content = document(work=[{}])
    content["stations"][0]["capacity"] = capacity
    found = read(tmp_path, content)
    verdict = detect(found.stations[0], as_of=found.now, now=found.now)
    assert verdict.feasible is feasible


def test_defaults_and_rounding(tmp_path):
    found = read(
        tmp_path,
        document(
            work=[
                {
                    "id": 7,
                    "release": "2026-06-01T09:00:01",
                    "due": "2026-06-01T08:00:59Z",
                },
                {"id": "8", "effort_hours": None, "due": None},
                {"id": "9", "effort_hours": 0.00001},
            ],
            now="2026-06-01T00:00:30",
        ),
    )
    first, second, third = found.stations[0].demands
    assert found.now == START + 1
    assert (first.id, first.release, first.due) == ("7", START + 541, START + 960)
    assert (second.release, second.due, second.effort) == (None, None, None)
    assert third.effort == 1
    period = found.stations[0].capacity[0]
    assert period.present == period.officers


def test_now_given_wins_over_the_files_and_that_over_today(tmp_path):
    content = document()
    assert read(tmp_path, content, now="2026-06-02").now == START + 1440
    del content["now"]
    assert read(tmp_path, content).now == START
    assert problems(tmp_path, content, now="soon") == [
        ("--now", None, "now", "not_a_time")
    ]


def test_all_problems_are_named_by_list_and_row(tmp_path):
    content = document(
        capacity=[{**ROOM, "officers": 1.2345}, 7],
        work=[
            {"effort_hours": -1},
            {"station": "Z"},
            {"id": "3", "release": "2026-06-03", "due": "2026-06-02"},
            {"id": "4", "effort_hours": True, "department": ""},
        ],
        events=[{"start": "2026-06-01", "attendees": "chief"}],
    )
    assert set(problems(tmp_path, content)) == {
        ("capacity A", 1, "officers", "too_many_decimals"),
        ("capacity A", 2, "", "not_an_object"),
        ("assignments", 1, "effort_hours", "negative"),
        ("assignments", 2, "id", "repeated_id"),
        ("assignments", 2, "station", "unlisted_station"),
        ("assignments", 3, "due", "ends_before_start"),
        ("assignments", 4, "effort_hours", "not_a_number"),
        ("assignments", 4, "department", "empty"),
        ("events", 1, "end", "missing"),
        ("events", 1, "attendees", "not_a_list"),
    }


def test_an_id_names_one_entry_of_the_whole_file(tmp_path):
    day = {"start": "2026-06-01", "end": "2026-06-01"}
    content = document(work=[{"id": "e"}, {"id": 7}], events=[day, {"id": "7", **day}])
    with pytest.raises(UnusableError) as refused:
        read(tmp_path, content)
    assert [(p.sheet, p.row, p.column, p.code) for p in refused.value.problems] == [
        ("events", 1, "id", "repeated_id"),
        ("events", 2, "id", "repeated_id"),
    ]
    with translation.override("en"):
        said = [problem_line(problem) for problem in refused.value.problems]
    assert said == [
        "events, row 1, id: “e” was already used in assignments, row 1.",
        "events, row 2, id: “7” was already used in assignments, row 2.",
    ]


@pytest.mark.parametrize(
    ("field", "raw", "code"),
    [
        ("effort_hours", "NaN", "not_a_number"),
        ("effort_hours", "Infinity", "not_a_number"),
        ("effort_hours", "1e999999", "too_large"),
        ("effort_hours", '"12"', "not_a_number"),
        ("effort_hours", "[]", "not_a_number"),
        ("max_officers", "-1", "negative"),
        ("max_officers", "0.0001", "too_many_decimals"),
        ("max_officers", "5.00000000000000000000000000000001", "too_many_decimals"),
        ("priority", "1.5", "not_whole"),
        ("priority", "10000000000", "too_large"),
        ("due", "5", "not_a_time"),
        ("due", '"2026-02-30"', "not_a_time"),
        ("due", '"9999-12-31"', "year_out_of_range"),
        ("due", '"2026-06-01T25:00"', "not_a_time"),
        ("id", "true", "not_text"),
        ("id", "1.5", "not_text"),
        ("id", '" "', "empty"),
        ("department", "{}", "not_text"),
    ],
)
def test_values_that_are_refused(tmp_path, field, raw, code):
    written = json.dumps(document(work=[{field: "HERE"}])).replace('"HERE"', raw)
    assert problems(tmp_path, written) == [("assignments", 1, field, code)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"  ", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"{", "not_json"),
        (b"[1]", "not_an_object"),
        (b"null", "not_an_object"),
        ("{'治': 1}".encode("gb18030"), "not_utf8"),
        (b"[" * 100_000, "nested_too_deep"),
        (b'{"stations": ' + b"9" * 5000 + b"}", "number_too_long"),
    ],
)
def test_files_that_are_no_station_file(tmp_path, content, code):
    assert [p[3] for p in problems(tmp_path, content)] == [code]


@pytest.mark.parametrize(
    ("stations", "code"),
    [
        (None, "missing"),
        ({}, "not_a_list"),
        ([5], "not_an_object"),
        ([{}], "missing"),
        ([{"code": "A"}, {"code": "A"}], "repeated_station"),
        ([{"code": "A", "capacity": {}}], "not_a_list"),
    ],
)
def test_station_lists_that_are_refused(tmp_path, stations, code):
    assert [p[3] for p in problems(tmp_path, {"stations": stations})] == [code]


def test_paths_that_are_refused(tmp_path):
    for path, code in (
        (tmp_path / "none.json", "no_file"),
        (tmp_path, "not_a_file"),
    ):
        with pytest.raises(UnusableError) as refused:
            read_file(path, today=TODAY)
        assert refused.value.problems[0].code == code
    assert problems(tmp_path, "x", name="x.txt")[0][3] == "unknown_ending"


def test_the_answer_has_the_contracts_form(tmp_path):
    found = read(tmp_path, document(work=[{"effort_hours": 45}]))
    verdicts = [detect(s, as_of=found.now, now=found.now) for s in found.stations]
    (station,) = answer(found.stations, verdicts)["stations"]
    assert (station["feasible"], station["deficit_hours"]) == (False, 1)
    (conflict,) = station["conflicts"]
    assert conflict["window"] == [
        "2026-06-01T00:00:00+08:00",
        "2026-06-02T00:00:00+08:00",
    ]
    assert conflict["members"] == [
        {
            "assignment": "1",
            "department": "治安",
            "hours": 45,
            "minimal": True,
            "event": False,
        }
    ]
    assert conflict["misses"] == ["1"]
    assert iso(START) == "2026-06-01T00:00:00+08:00"


def test_every_problem_has_words():
    here = Path(__file__).resolve().parents[2] / "coordination"
    text = (here / "trial/text.py").read_text("utf-8")
    text = text.partition("def problem_line")[0]
    text += (here.parent / "desk/refusals.py").read_text("utf-8")
    known = set(re.findall(r'^    "(\w+)": gettext_noop', text, re.M))
    used = set()
    sheets = (here.parent / "desk/sheets").glob("*.py")
    trial = (here / "trial").glob("*.py")
    entries = (here.parent / "desk/files").glob("*.py")
    for module in (*(here / "files").glob("*.py"), *entries, *sheets, *trial):
        code = module.read_text("utf-8")
        says = r'(?:(?:Problem|\w*Error|add|refuse)\(\s*|code=)"(\w+)"'
        used |= set(re.findall(says, code))
        # Who tries a table takes what a formula gave; an import does not.
        used |= set(re.findall(r'ErrorCell\([^,]+, "(\w+)"\)', code)) - {"formula"}
    assert used == known


def test_wall_time_follows_shanghais_summers_before_1992(tmp_path):
    nine, five = "1988-06-01T09:00", "1988-06-01T17:00"
    found = read(
        tmp_path,
        document(
            capacity=[{"from": f"{nine}+09:00", "to": f"{five}+09:00", "officers": 1}],
            work=[{"release": nine, "due": five, "effort_hours": 8}],
            now="1988-06-01",
        ),
    )
    assert detect(found.stations[0], as_of=found.now, now=found.now).feasible
    assert iso(found.now) == "1988-06-01T00:00:00+09:00"
