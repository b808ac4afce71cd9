"""Whatever comes in, what cannot be used is told beside its field and never breaks."""

import pytest

from tasking.models import Directive
from tests.api.conftest import ROOT, day, problems, task

pytestmark = pytest.mark.django_db
LONG = "长" * 400_000
DEEP: list = []
for _n in range(15):
    DEEP = [DEEP]

FIELDS = [
    ("department", None),
    ("department", "0" * 100),
    ("department", {"code": 1}),
    ("title", ""),
    ("title", LONG),
    ("title", "清查\0房屋"),
    ("title", "\ud800"),
    ("title", 5),
    ("title", ["x"]),
    ("kind", "party"),
    ("kind", None),
    ("kind", []),
    ("intent", LONG),
    ("basis", {}),
    ("standard", True),
    ("deadline_class", "soon"),
    ("deadline_class", 1),
    ("release", "tomorrow"),
    ("release", 20260601),
    ("release", "2026-02-30"),
    ("release", "0001-01-01"),
    ("release", "2026-06-01T25:00"),
    ("release", {}),
    ("due", None),
    ("due", "2020-01-01"),
    ("due", day(0) + "T00:00"),
    ("due", "2100-12-31"),
    ("due", "9999-12-31"),
    ("due", "2026-06-01T10:00+99:00"),
    ("due", LONG),
    ("effort_hours", 0),
    ("effort_hours", -3),
    ("effort_hours", 30_001),
    ("effort_hours", 1e308),
    ("effort_hours", "Infinity"),
    ("effort_hours", "NaN"),
    ("effort_hours", "1e999999"),
    ("effort_hours", 10**400),
    ("effort_hours", "0.1234567"),
    ("effort_hours", True),
    ("effort_hours", [1]),
    ("effort_hours", "9" * 2000),
    ("max_officers", 0),
    ("max_officers", 10_000),
    ("max_officers", 1.2345),
    ("stations", []),
    ("stations", "all"),
    ("stations", {"0": 1}),
    ("stations", [["x"]]),
    ("stations", ["\0"]),
    ("stations", DEEP),
    ("groups", 5),
    ("groups", [None]),
    ("priority", 101),
    ("priority", 1.5),
    ("priority", 10**40),
    ("priority", None),
    ("approver", "\0"),
    ("approver", 3),
    ("parent", "x"),
    ("parent", -1),
    ("parent", 10**30),
    ("reserved", "perhaps"),
    ("reserved", []),
    ("draft", "perhaps"),
    ("reason", LONG),
    ("data_items", ["x" * 41]),
    ("data_items", "x"),
    ("colour", "red"),
    ("x" * 100_000, 1),
    ("\ud800", 1),
]


@pytest.fixture
def staff(made, as_user):
    return as_user(made.staff)


@pytest.mark.parametrize("path", ["directives/", "directives/preview/"])
def test_a_bad_member_is_named(made, staff, path):
    for field, value in FIELDS:
        answer = staff.post(path, task(made) | {field: value})
        case = (field[:20], str(value)[:40].encode("ascii", "replace"))
        assert answer.status_code == 400, case
        shown = field[:20] if field.isascii() else "?"
        named = {name.split("[")[0].split(".")[0] for name in problems(answer)}
        assert shown in {name[:20] for name in named}, case
        assert len(answer.content) < 20_000, case
    assert not Directive.objects.exists()


def test_a_statutory_deadline_needs_its_basis(made, staff):
    answer = staff.post("directives/", task(made, deadline_class="statutory"))
    assert set(problems(answer)) == {"basis"}


def test_due_before_release(made, staff):
    answer = staff.post("directives/", task(made, release=day(9), due=day(3)))
    assert set(problems(answer)) == {"due"}


def test_without_an_estimate_the_answer_is_unknown(made, staff):
    body = task(made, effort_hours=None)
    (found,) = staff.post("directives/preview/", body).json()["stations"]
    assert found["verdict"] == "unknown" and found["demand_hours"] is None
    assert staff.post("directives/", body).json()["effort_hours"] is None


BODIES = [
    "",
    "null",
    "5",
    "[]",
    '"x"',
    "{",
    "{'a': 1}",
    '{"effort_hours": NaN}',
    '{"effort_hours": -Infinity}',
    "[" * 100_000,
    '{"a":' * 5000,
    '{"title": ' + "9" * 5000 + "}",
    "\x00",
    b"\xff\xfe",
    '{"title": "' + "x" * 1_000_000 + '"}',
]


def test_a_body_that_is_no_object(made, staff):
    for raw in BODIES:
        for path in ("directives/", "directives/preview/"):
            answer = staff.client.post(
                ROOT + path,
                raw,
                content_type="application/json",
                headers={
                    "Authorization": f"Token {staff.token}",
                    "Idempotency-Key": "k",
                },
            )
            assert answer.status_code == 400, raw[:40]
            problems(answer)


def test_a_body_without_end_is_refused(made, staff, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = staff.post("directives/", task(made, intent="x" * 2000))
    assert answer.status_code == 413
    problems(answer)


def test_only_json_is_read(made, staff):
    answer = staff.client.post(
        f"{ROOT}directives/",
        "title=x",
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": f"Token {staff.token}"},
    )
    assert answer.status_code == 415
    problems(answer)


def test_only_json_is_served(made, staff):
    answer = staff.send("get", "stations/", Accept="text/html")
    assert answer.status_code == 406
    problems(answer)


@pytest.mark.parametrize("token", ["", "x", "\xff", "a b c", "x" * 5000])
def test_a_token_that_is_none(made, staff, token):
    answer = staff.client.get(
        f"{ROOT}stations/", headers={"Authorization": f"Token {token}"}
    )
    assert answer.status_code == 401
    problems(answer)


def test_an_id_that_is_none(made, staff):
    for pk in ("0", "9" * 18, "9" * 30, "x", "-1", "%00", "1.0"):
        for name in ("directives", "assignments", "conflicts", "officers", "postings"):
            answer = staff.get(f"{name}/{pk}/")
            assert answer.status_code == 404, (name, pk)
            problems(answer)


@pytest.mark.parametrize("act", ["withdraw", "close", "issue"])
@pytest.mark.parametrize("body", [[], 5, {"x": 1}, {"reason": {}}, {"reason": "\0"}])
def test_an_act_with_a_bad_body(made, staff, act, body):
    answer = staff.post("directives/", task(made))
    path = f"directives/{answer.json()['id']}/{act}/"
    assert staff.post(path, body, If_Match=answer["ETag"]).status_code == 400
