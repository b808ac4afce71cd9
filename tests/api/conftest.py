"""A small force and a caller that speaks JSON with a real token."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from organization.models import User
from organization.services import issue_token
from tests.factories import Force, force

ROOT = "/api/v1/"


@dataclass
class Caller:
    """One user's way in: paths below /api/v1/, JSON both ways."""

    token: str
    client: Client

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        data = {} if body is None else {"data": json.dumps(body)}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(self.client, method)(
            ROOT + path,
            **data,
            **({"content_type": "application/json"} if data else {}),
            headers={"Authorization": f"Token {self.token}", **named},
        )

    def get(self, path: str) -> Any:
        return self.send("get", path)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("post", path, {} if body is None else body, **headers)

    def upload(self, path: str, fields: dict[str, Any], **headers: str) -> Any:
        """As multipart; a file is an upload, several of them a list."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        headers = {"Authorization": f"Token {self.token}", **named}
        return self.client.post(ROOT + path, fields, headers=headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("patch", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.send("delete", path, **headers)

    def tag(self, path: str) -> str:
        return self.get(path)["ETag"]

    def results(self, path: str) -> list[dict[str, Any]]:
        answer = self.get(path)
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]


@pytest.fixture
def made(db: None) -> Force:
    return force()


@pytest.fixture
def as_user() -> Callable[[User], Caller]:
    return lambda user: Caller(issue_token(by=None, user=user), Client())


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


def day(ahead: int) -> str:
    """The date so many days from today."""
    return str(timezone.localdate() + dt.timedelta(days=ahead))


def task(made: Force, **changes: Any) -> dict[str, Any]:
    """The body of a task for station a1: 40 hours within two weeks."""
    return {
        "department": made.public_order.code,
        "title": "清查出租房屋",
        "kind": "task",
        "intent": "摸清底数",
        "basis": "",
        "standard": "逐户登记",
        "deadline_class": "negotiable",
        "release": day(1),
        "due": day(14),
        "effort_hours": 40,
        "stations": [made.a1.code],
    } | changes


def problems(answer: Any) -> dict[str, str]:
    """Field to message of a problem document."""
    assert answer["Content-Type"].startswith("application/problem+json"), answer
    found = answer.json()
    assert found["status"] == answer.status_code
    return {e["field"]: e["message"] for e in found.get("errors", [])}
