"""The command as a person runs it: exit codes, streams, no database."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from personnel.refusals import MESSAGES
from tests.architecture.source import ROOT

TWO = {
    "posts": [
        {"id": "A", "capacity": 1, "ranks": ["x", "y"]},
        {"id": "B", "capacity": 1, "ranks": ["y", "x"]},
    ],
    "officers": [{"id": "x", "ranks": ["A", "B"]}, {"id": "y", "ranks": ["A"]}],
}
ANSWER = {
    "matches": {"A": ["x"], "B": []},
    "unmatched": ["y"],
    "blocking_pairs": [],
}


def write(tmp_path, content):
    path = tmp_path / "a file.json"
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes(raw)
    return path


def printed(tmp_path, capsys, content, *options):
    call_command("match_file", str(write(tmp_path, content)), *options)
    return json.loads(capsys.readouterr().out)


def refused(path):
    """The lines of the refusal without the first, in English."""
    with translation.override("en"), pytest.raises(CommandError) as caught:
        call_command("match_file", str(path))
    assert caught.value.returncode == 2
    first, *lines = str(caught.value).splitlines()
    assert first == "This file cannot be used:"
    return lines


def test_as_a_process(tmp_path):
    """Without a server, on a console without Chinese."""
    done = subprocess.run(
        [sys.executable, "manage.py", "match_file", write(tmp_path, TWO), "--json"],
        cwd=ROOT,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == ANSWER


def test_a_bad_file_as_a_process(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "match_file", write(tmp_path, b"{"), "--json"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert "JSON" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_with_and_without_json_the_same_is_printed(tmp_path, capsys):
    assert printed(tmp_path, capsys, TWO) == ANSWER
    assert printed(tmp_path, capsys, TWO, "--json") == ANSWER


def test_bars_and_groups(tmp_path, capsys):
    more = {
        "bars": [{"officer": "x", "post": "A"}],
        "groups": [{"id": "g", "posts": ["A", "B"], "most": 1}],
    }
    found = printed(tmp_path, capsys, TWO | more)
    assert found["matches"] == {"A": ["y"], "B": []}


def test_nobody_and_nothing(tmp_path, capsys):
    found = printed(tmp_path, capsys, {"posts": [], "officers": []})
    assert found == {"matches": {}, "unmatched": [], "blocking_pairs": []}


def test_ids_are_text_as_written(tmp_path, capsys):
    found = printed(
        tmp_path,
        capsys,
        {
            "posts": [{"id": "所 1", "capacity": 1, "ranks": [1001]}],
            "officers": [{"id": "1001", "ranks": ["所 1"]}],
        },
    )
    assert found["matches"] == {"所 1": ["1001"]}


POST = {"id": "A", "capacity": 1, "ranks": ["x"]}
OFFICER = {"id": "x", "ranks": ["A"]}


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"", "The file is empty."),
        (b"  \n", "The file is empty."),
        (b"{,}", "Not valid JSON at line 1, column 2."),
        (b"\xff\xfe", "The text is not UTF-8."),
        (b"[1]", "This must be an object with named values."),
        (b"[" * 100_000, "The JSON is nested too deeply."),
    ],
)
def test_what_is_no_selection_at_all(tmp_path, raw, line):
    assert refused(write(tmp_path, raw)) == [line]


def test_no_file_and_a_folder(tmp_path):
    assert refused(tmp_path / "none.json") == ["There is no such file."]
    assert refused(tmp_path) == ["This is not a file."]


@pytest.mark.parametrize(
    ("posts", "officers", "lines"),
    [
        (
            None,
            None,
            [
                "posts, posts: A value is missing.",
                "officers, officers: A value is missing.",
            ],
        ),
        ({}, [], ["posts: This must be a list."]),
        ([1], [], ["posts, row 1: This must be an object with named values."]),
        (
            [POST, POST],
            [OFFICER, OFFICER],
            [
                "posts, row 2, id: “A” was already used in posts, row 1.",
                "officers, row 2, id: “x” was already used in officers, row 1.",
            ],
        ),
        (
            [POST | {"ranks": ["x", "x", "y"]}],
            [OFFICER | {"ranks": ["B"]}],
            [
                "posts, row 1, ranks 2: “x” is already in place 1.",
                "posts, row 1, ranks 3: “y” is not listed in officers.",
                "officers, row 1, ranks 1: “B” is not listed in posts.",
            ],
        ),
        (
            [POST | {"ranks": "x"}, {"capacity": 1, "ranks": [None]}],
            [{"id": True, "ranks": {}}, OFFICER],
            [
                "posts, row 1, ranks: This must be a list.",
                "posts, row 2, id: A value is missing.",
                "posts, row 2, ranks 1: “None” is not a code or name.",
                "officers, row 1, id: “True” is not a code or name.",
                "officers, row 1, ranks: This must be a list.",
            ],
        ),
    ],
)
def test_every_reason_by_place(tmp_path, posts, officers, lines):
    content = {"posts": posts, "officers": officers}
    assert sorted(refused(write(tmp_path, content))) == sorted(lines)


@pytest.mark.parametrize(
    ("capacity", "reason"),
    [
        ("-1", "-1 is negative."),
        ("1.5", "1.5 is not a whole number."),
        ('"2"', "“2” is not a number."),
        ("true", "“True” is not a number."),
        ("NaN", "“NaN” is not a number."),
        ("[1]", "“[1]” is not a number."),
        ("1e400", "1E+400 is too large."),
        ("null", "A value is missing."),
    ],
)
def test_capacity_is_a_whole_number_of_places(tmp_path, capacity, reason):
    raw = '{"posts": [{"id": "A", "capacity": %s, "ranks": []}], "officers": []}'
    assert refused(write(tmp_path, (raw % capacity).encode())) == [
        f"posts, row 1, capacity: {reason}"
    ]


def test_bars_and_groups_are_looked_at_too(tmp_path):
    content = {
        "posts": [POST, POST | {"id": "B"}, POST | {"id": "C"}],
        "officers": [OFFICER],
        "bars": [{"officer": "y", "post": "A"}, {"officer": "x"}],
        "groups": [
            {"id": "g", "posts": ["A", "B"], "most": 1, "least": 2},
            {"id": "h", "posts": ["B", "C", "D"]},
        ],
    }
    assert refused(write(tmp_path, content)) == [
        "bars, row 1, officer: “y” is not listed in officers.",
        "bars, row 2, post: A value is missing.",
        "groups, row 1, least: 2 is more than 1.",
        "groups, row 2, posts 3: “D” is not listed in posts.",
        "groups, row 2, posts: This group shares posts with “g”, but neither lies"
        " within the other.",
    ]


COUPLE = {"officers": ["x", "y"], "ranks": [["A", "B"], ["A", None]]}
FREE = {"posts": TWO["posts"], "officers": [{"id": o, "ranks": []} for o in "xy"]}


def test_a_couple(tmp_path, capsys):
    found = printed(tmp_path, capsys, FREE | {"couples": [COUPLE]})
    assert found["matches"] == {"A": ["x"], "B": ["y"]}


def test_that_none_is_stable_is_said_plainly(tmp_path, capsys):
    content = {
        "posts": [
            {"id": "p", "capacity": 1, "ranks": ["x", "s"]},
            {"id": "q", "capacity": 1, "ranks": ["s", "y"]},
        ],
        "officers": [
            {"id": "s", "ranks": ["p", "q"]},
            {"id": "x", "ranks": []},
            {"id": "y", "ranks": []},
        ],
        "couples": [{"officers": ["x", "y"], "ranks": [["p", "q"]]}],
    }
    with translation.override("en"):
        call_command("match_file", str(write(tmp_path, content)))
    out, err = capsys.readouterr()
    assert json.loads(out)["blocking_pairs"]
    assert "It is proved" in err


@pytest.mark.parametrize(
    ("couple", "line"),
    [
        ({"officers": ["x"], "ranks": []}, "officers: This must be a list of two."),
        (
            {"officers": ["x", "x"], "ranks": []},
            "officers 2: “x” is already in place 1.",
        ),
        (
            {"officers": ["x", "z"], "ranks": []},
            "officers 2: “z” is not listed in officers.",
        ),
        ({"ranks": []}, "officers: A value is missing."),
        (COUPLE | {"ranks": [["A"]]}, "ranks 1: This must be a list of two."),
        (COUPLE | {"ranks": [["A", "C"]]}, "ranks 1: “C” is not listed in posts."),
        (
            COUPLE | {"ranks": [[None, None]]},
            "ranks 1: A pair must name at least one post.",
        ),
        (
            COUPLE | {"ranks": [["A", "B"], ["A", "B"]]},
            "ranks 2: This pair is already in place 1.",
        ),
    ],
)
def test_couples_are_looked_at_too(tmp_path, couple, line):
    found = refused(write(tmp_path, FREE | {"couples": [couple]}))
    assert found == [f"couples, row 1, {line}"]


def test_one_officer_chooses_once(tmp_path):
    assert refused(write(tmp_path, TWO | {"couples": [COUPLE, COUPLE]})) == [
        "couples, row 1, officers: “x” chooses as one of a couple; his own list must"
        " be empty.",
        "couples, row 1, officers: “y” chooses as one of a couple; his own list must"
        " be empty.",
        "couples, row 2, officers: “x” is in another couple already.",
        "couples, row 2, officers: “y” is in another couple already.",
    ]


def test_reasons_and_missed_groups(tmp_path, capsys):
    group = {"id": "g", "posts": ["A", "B"], "least": 2}
    with translation.override("en"):
        path = write(tmp_path, TWO | {"groups": [group]})
        call_command("match_file", str(path), explain=True)
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert list(found)[:3] == list(ANSWER)
    assert found["verdict"] == "stable"
    assert found["explanations"][0]["choices"][0][0]["reason"] == "filled"
    assert found["explanations"][0]["would_match"] == ["B"]
    assert found["open_posts"][0]["post"] == "B"
    assert err == "Group “g” has 1 officers, not 2.\n"


def test_reasons_are_told_in_chinese_by_default(tmp_path):
    with pytest.raises(CommandError) as caught:
        call_command("match_file", str(write(tmp_path, {"posts": 1, "officers": []})))
    assert "应为列表" in str(caught.value)


def test_every_problem_has_words():
    code = (ROOT / "personnel/matching/reading.py").read_text("utf-8")
    used = set(re.findall(r'(?:add|refuse|Error)\(\s*"(\w+)"', code))
    assert used
    assert used <= set(MESSAGES)
