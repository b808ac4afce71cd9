"""Trial runs over many stations, sent while they are found."""

from __future__ import annotations

import json

import pytest

from tests.api.test_directives import task

LINES = "application/x-ndjson"


@pytest.fixture
def staff(made, as_user):
    return as_user(made.staff)


def rows(answer):
    return [json.loads(line) for line in b"".join(answer).splitlines()]


def test_a_line_for_each_station(made, staff):
    body = task(made, effort_hours=600, stations=[made.a1.code, made.unknown.code])
    at_once = staff.post("directives/preview/", body).json()["stations"]
    answer = staff.post("directives/preview/", body, accept=LINES)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == LINES
    assert rows(answer) == at_once
    assert [row["verdict"] for row in at_once] == ["conflict", "unknown"]


def test_many_stations_get_the_same_document_in_parts(made, staff, monkeypatch):
    body = task(made, stations=[made.a1.code, made.a2.code, made.unknown.code])
    whole = staff.post("directives/preview/", body).json()
    monkeypatch.setattr("coordination.api.directives.AT_ONCE", 2)
    monkeypatch.setattr("coordination.api.streaming._ROWS", 1)
    answer = staff.post("directives/preview/", body)
    assert answer.streaming
    parts = list(answer)
    assert len(parts) == 5
    assert json.loads(b"".join(parts)) == whole


@pytest.mark.parametrize("accept", [LINES, "application/json"])
def test_bad_input_is_a_problem_whatever_is_accepted(made, staff, accept):
    body = task(made, stations=["no-such-station"])
    answer = staff.post("directives/preview/", body, accept=accept)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert b"no-such-station" in answer.content


def test_other_formats_are_refused(made, staff):
    answer = staff.post("directives/preview/", task(made), accept="text/csv")
    assert answer.status_code == 406
