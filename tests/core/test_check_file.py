"""The command as a person runs it: exit codes, streams, no database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOM = {"from": "2026-06-01T09:00", "to": "2026-06-01T17:00", "officers": 5}


def run(path, *more, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", "check_file", str(path), *more],
        cwd=ROOT,
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
        timeout=60,
    )


def write(tmp_path, hours, **more):
    path = tmp_path / "a file.json"
    content = {
        "now": "2026-06-01",
        "stations": [{"code": "A", "capacity": [ROOM]}],
        "assignments": [
            {
                "id": "1",
                "station": "A",
                "department": "治安",
                "due": "2026-06-01",
                "effort_hours": hours,
                **more,
            }
        ],
    }
    path.write_text(json.dumps(content), "utf-8")
    return path


@pytest.mark.parametrize(
    ("hours", "feasible", "code"), [(40, True, 0), (41, False, 1), (None, None, 1)]
)
def test_exit_code_and_json(tmp_path, hours, feasible, code):
    done = run(write(tmp_path, hours), "--json")
    assert done.returncode == code
    (station,) = json.loads(done.stdout)["stations"]
    assert station["feasible"] is feasible


def test_unusable_input_is_explained_on_stderr(tmp_path):
    done = run(write(tmp_path, -1, station="Z"), "--json")
    assert done.returncode == 2
    assert done.stdout == b""
    words = done.stderr.decode()
    assert "effort_hours" in words
    assert "assignments" in words
    assert "Z" in words
    assert "Traceback" not in words


def test_the_table_survives_a_console_without_chinese(tmp_path):
    done = run(write(tmp_path, 41), PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert b"A" in done.stdout
    assert b"Traceback" not in done.stderr


def test_now_is_overridden(tmp_path):
    done = run(write(tmp_path, 41), "--json", "--now", "2026-06-02")
    assert done.returncode == 0
    (station,) = json.loads(done.stdout)["stations"]
    assert (station["overdue"], station["overdue_hours"]) == (["1"], 41)
