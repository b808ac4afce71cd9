"""A signed-in visitor who speaks real HTTP and looks at the clock."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from organization.models import AccountSession, User
from organization.sessions import SessionStore

SECRET = "c" * 32  # of the double-submit cookie
BLOCKED = 30.0


@dataclass(frozen=True)
class Answer:
    status: int
    seconds: float
    body: bytes
    to: str = ""  # where it leads on


class Visitor:
    """One browser's worth of requests; each opens a connection of its own."""

    def __init__(self, user: User, port: int) -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        # Some tests put the clock forward.
        row = AccountSession.objects.filter(pk=session.number())
        row.update(expires_at=timezone.now() + dt.timedelta(days=7))
        self.port = port
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key};"
            f" {settings.CSRF_COOKIE_NAME}={SECRET}",
            "X-CSRFToken": SECRET,
        }

    def ask(
        self, method: str, path: str, body: str | None = None, kind: str = ""
    ) -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=BLOCKED)
        headers = {**self.headers, **({"Content-Type": kind} if kind else {})}
        begun = time.monotonic()
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            text = answer.read()
            to = answer.getheader("Location", "")
            return Answer(answer.status, time.monotonic() - begun, text, to)
        finally:
            link.close()

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, **form: Any) -> Answer:
        kind = "application/x-www-form-urlencoded"
        return self.ask("POST", path, urlencode(form), kind)

    def post_json(self, path: str, body: Any) -> Answer:
        return self.ask("POST", path, json.dumps(body), "application/json")

    def listen(self, path: str) -> Stream:
        return Stream(self, path)


class Stream:
    """An open page's live channel."""

    def __init__(self, visitor: Visitor, path: str) -> None:
        self.link = http.client.HTTPConnection(
            "127.0.0.1", visitor.port, timeout=BLOCKED
        )
        begun = time.monotonic()
        self.link.request("GET", path, headers=visitor.headers)
        self.answer = self.link.getresponse()
        self.seconds = time.monotonic() - begun

    def next(self) -> dict[str, Any]:
        """What is next said of the station; comments and letters are skipped."""
        while True:
            line = self.answer.readline()
            if not line:
                raise ConnectionError("the stream has ended")
            if line.startswith(b"data:"):
                said: dict[str, Any] = json.loads(line[5:])
                if "revision" in said:
                    return said

    def close(self) -> None:
        self.link.close()


def directive(department: str, station: str, hours: float) -> dict[str, Any]:
    """The body that issues a task due in four days."""
    due = timezone.localdate() + dt.timedelta(days=4)
    return {
        "department": department,
        "title": "清查出租房屋",
        "kind": "task",
        "intent": "摸清底数",
        "basis": "",
        "standard": "逐户登记",
        "deadline_class": "negotiable",
        "due": due.isoformat(),
        "effort_hours": hours,
        "stations": [station],
        "reason": "上级要求",
    }
