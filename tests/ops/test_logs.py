"""Every line says to which request it belongs, and none says too much."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from config import asgi, logs
from config.celery import NUMBER, app
from config.discreet import without_secrets
from config.forwarded import behind_proxies
from config.places import BASE_DIR
from organization import tracing
from organization.models import AuditEvent
from tests.factories import force

GIVEN = "0123456789abcdef0123456789abcdef"
HEX = re.compile(r"[0-9a-f]{32}")


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """What is logged meanwhile, as JSON lines read back."""
    found: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(logs.JsonFormatter().format(record)))

    handler = Keep()
    logging.getLogger().addHandler(handler)
    yield found
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_a_request_has_one_line_with_its_route_and_what_it_took(
    lines: list[dict[str, Any]],
) -> None:
    made = force()
    client = Client()
    client.force_login(made.staff)
    answer = client.get(reverse("coordination:search"), {"q": "王小明"})
    (line,) = [one for one in lines if one["logger"] == "yipan.access"]
    assert (line["route"], line["status"]) == ("coordination:search", 200)
    assert line["method"] == "GET" and line["user"] == made.staff.pk
    assert line["sql"] > 0 and line["ms"] >= line["sql_ms"] > 0
    assert line["request"] == answer["X-Request-ID"] and HEX.fullmatch(line["request"])
    assert "王小明" not in json.dumps(line, ensure_ascii=False)


@pytest.mark.django_db
def test_no_line_asks_who_it_was(lines: list[dict[str, Any]]) -> None:
    Client().get(reverse("organization:sign_in"))
    (line,) = [one for one in lines if one["logger"] == "yipan.access"]
    assert line["user"] is None
    Client().get("/healthz")
    assert len([one for one in lines if one["logger"] == "yipan.access"]) == 1


def test_a_refusal_that_is_told_late_carries_the_number_too(
    lines: list[dict[str, Any]],
) -> None:
    answer = Client().get("/no/such/page/")
    told = [one for one in lines if one["logger"] == "django.request"]
    assert told and told[0]["request"] == answer["X-Request-ID"]


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        (GIVEN, True),
        ("req-2026.11_30", True),
        ("short", False),
        ("x" * 65, False),
        ("abcdefgh\nERROR forged", False),
        ("<b>abcdefgh</b>", False),
        ("", False),
    ],
)
def test_only_a_well_formed_number_is_taken_over(claimed: str, kept: bool) -> None:
    answer = Client().get("/healthz", headers={"X-Request-ID": claimed})
    number = answer["X-Request-ID"]
    assert number == claimed if kept else HEX.fullmatch(number)


@pytest.mark.parametrize(("peer", "kept"), [("10.0.0.1", True), ("10.0.1.1", False)])
def test_a_number_is_believed_from_trusted_proxies_only(peer: str, kept: bool) -> None:
    seen: dict[str, Any] = {}

    def view(environ: dict[str, Any], _: Callable[..., Any]) -> list[bytes]:
        seen.update(environ)
        return []

    environ = {"REMOTE_ADDR": peer, "HTTP_X_REQUEST_ID": GIVEN}
    behind_proxies(view, ["10.0.0.0/24"])(environ, lambda *_: None)
    assert ("HTTP_X_REQUEST_ID" in seen) is kept


@pytest.mark.parametrize(("port", "kept"), [(0, True), (52110, False)])
def test_live_updates_believe_it_where_the_server_believed_the_proxy(
    port: int, kept: bool
) -> None:
    head = {"client": ("10.9.9.9", port), "headers": [(b"x-request-id", b"a")]}
    assert bool(asgi.numbered(head)["headers"]) is kept


@pytest.mark.django_db
def test_who_meets_a_failure_is_told_its_number(
    lines: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the page and in the log, with the traceback."""

    def fail(*_: Any) -> None:
        raise RuntimeError("calendars/abcdefghijkl at postgres://u:secret@h/d")

    monkeypatch.setattr("organization.context.frame", fail)
    monkeypatch.setattr("coordination.views.health.HttpResponse", fail)
    client = Client(raise_request_exception=False)
    answer = client.get("/healthz", headers={"X-Request-ID": GIVEN})
    assert answer.status_code == 500 and GIVEN in answer.content.decode()
    told = [one for one in lines if "error" in one]
    assert told and all(one["request"] == GIVEN for one in told)
    assert "secret" not in json.dumps(told)


@pytest.mark.django_db
def test_a_program_that_meets_a_failure_is_told_its_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("coordination.api.search.Search.get", fail)
    client = Client(raise_request_exception=False)
    client.force_login(force().staff)
    answer = client.get(reverse("api:search"), headers={"X-Request-ID": GIVEN})
    assert answer.status_code == 500 and answer.json()["request"] == GIVEN


@pytest.mark.django_db
def test_a_row_of_the_audit_trail_is_tied_to_its_request(
    lines: list[dict[str, Any]],
) -> None:
    made = force()
    client = Client()
    client.force_login(made.staff)
    answer = client.post(reverse("organization:sign_out"))
    row = AuditEvent.objects.latest("pk")
    (line,) = [one for one in lines if one["logger"] == "yipan.audit"]
    assert line["message"] == f"row {row.pk}: {row.action}"
    assert line["request"] == answer["X-Request-ID"]


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("GET /calendars/k3yk3yk3y/ 404", "k3yk3yk3y", "/calendars/***"),
        ("redis://:pa55@host:6379/0 refused", "pa55", "redis://:***@host"),
        ("postgres://web:pa55@db/yipan", "pa55", "web:***@db"),
        ("password=pa55 host=db", "pa55", "host=db"),
        ("called 13812345678 today", "13812345678", "called ****5678"),
        ("id 11010519491231002X", "19491231", "id ****002X"),
        ("station 110105000012 took 1780000000000 ns", "*", "110105000012"),
    ],
)
def test_a_line_names_no_secret(text: str, gone: str, left: str) -> None:
    told = without_secrets(text)
    assert gone not in told and left in told


def test_lines_for_people_carry_the_number_too() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 1, "said\nand more", None, None)
    token = tracing.begin(GIVEN)
    told = logs.LineFormatter().format(record)
    tracing.end(token)
    assert f"INFO x [{GIVEN}]: said" in told
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d{4} ", told)
    assert GIVEN not in logs.LineFormatter().format(record)
    assert "\n" not in logs.JsonFormatter().format(record)


def test_an_unknown_format_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(ImproperlyConfigured, match="LOG_FORMAT must be one of"):
        logs.configuration()


@pytest.mark.django_db(transaction=True)
def test_a_worker_s_lines_carry_the_number_of_who_asked(
    process_env: Callable[[str], dict[str, str]],
) -> None:
    """A real worker, a real broker: the number goes along in the message."""
    token = tracing.begin(GIVEN)
    app.send_task("coordination.check_stations", [["no number"]], queue="traced")
    tracing.end(token)
    argv = "-m celery -A config worker -P solo -Q traced --without-gossip -l INFO"
    worker = subprocess.Popen(
        [sys.executable, *argv.split()],
        cwd=BASE_DIR,
        env=process_env("worker") | {"LOG_FORMAT": "json", "PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert worker.stderr
        told = next(
            one
            for one in map(json.loads, (x for x in worker.stderr if x[0] == "{"))
            if one.get("task") == "coordination.check_stations"
        )
    finally:
        worker.kill()
        worker.wait()
    assert told["request"] == GIVEN and NUMBER


def test_the_page_server_s_own_lines_of_requests_stay_silent() -> None:
    """They hold whole addresses; its other lines look like ours."""
    code = (
        "import copy, logging, logging.config;"
        "from uvicorn.config import LOGGING_CONFIG as theirs;"
        "logging.config.dictConfig(copy.deepcopy(theirs));"
        "from config import logs; logging.config.dictConfig(logs.configuration());"
        "logging.getLogger('uvicorn.access').error('GET /people/?q=secret');"
        "logging.getLogger('uvicorn.error').info('started')"
    )
    argv = [sys.executable, "-c", code]
    done = subprocess.run(argv, cwd=BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 0 and "secret" not in done.stderr + done.stdout
    assert done.stderr.count("INFO uvicorn.error: started") == 1
