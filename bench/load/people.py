"""What the chiefs do, for locust: each opens one page and goes; some report progress.

Started by `bench.load.run` with the file of who they are; how each request ended goes
to the file named by LOAD_TOLD, a line each.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import time
from pathlib import Path
from typing import Any

from locust import FastHttpUser, events, task

PLAN = json.loads(Path(os.environ["LOAD_PLAN"]).read_text())
CHIEFS = itertools.cycle(PLAN["chiefs"])
EDITS = iter(PLAN["edits"])
EACH = PLAN["each"]  # requests a second of one user of locust's
TOKEN = "a" * 32
# Every chief has a browser of his own: nobody comes through the last one's connection.
ALONE = {"Connection": "close"}
told: list[tuple[float, str, int, int]] = []
random.seed(7)


@events.request.add_listener
def note(name: str, response_time: float, response: Any, **_: Any) -> None:
    """When it ended, what it was, its status (0: none came), milliseconds."""
    status = getattr(response, "status_code", 0) or 0
    if status == 302 and "/sign-in" in (response.headers.get("Location") or ""):
        status = 401  # his session is over: that is no answer
    told.append((time.time(), name, status, round(response_time)))


@events.quitting.add_listener
def write(**_: Any) -> None:
    Path(os.environ["LOAD_TOLD"]).write_text(
        "\n".join(json.dumps(each) for each in told)
    )


class Chance(FastHttpUser):
    """Comes when he likes, EACH times a second on average. At even distances all users,
    who begin together, would come together too, and then nobody for seconds."""

    abstract = True
    due = 0.0

    def on_start(self) -> None:
        self.due = time.monotonic()
        time.sleep(self.wait_time())

    def wait_time(self) -> float:
        """Seconds; none for who has waited longer for his answer than he meant to."""
        self.due += random.expovariate(EACH)
        return max(0.0, self.due - time.monotonic())


class Reader(Chance):
    """Chief after chief, each with a session of his own."""

    weight = PLAN["readers"]
    connection_timeout = network_timeout = 30.0

    @task
    def look(self) -> None:
        chief = next(CHIEFS)
        name, path = random.choices(
            [
                ("ledger", chief["ledger"]),
                ("today", "/today/"),
                ("notices", "/notices/"),
            ],
            [70, 20, 10],
        )[0]
        headers = {"Cookie": chief["cookie"], "Accept-Encoding": "gzip", **ALONE}
        with self.client.get(
            path, name=name, headers=headers, catch_response=True, allow_redirects=False
        ) as answer:
            answer.success()


class Writer(Chance):
    """Says how many hours are left of a task, each time another chief."""

    weight = PLAN["writers"]
    connection_timeout = network_timeout = 30.0

    @task
    def report(self) -> None:
        edit = next(EDITS, None)
        if edit is None:
            return
        cookie = f"{edit['cookie']}; {PLAN['csrf']}={TOKEN}"
        form = {"remaining_hours": "1", "version": edit["version"]}
        with self.client.post(
            edit["path"],
            data={**form, "csrfmiddlewaretoken": TOKEN},
            name="progress",
            headers={"Cookie": cookie, **ALONE},
            catch_response=True,
            allow_redirects=False,
        ) as answer:
            answer.success()
