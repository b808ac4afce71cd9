"""Chiefs who read and report at several hosts, as a front leads them there.

A page that a host does not answer is asked for at the next one. A report that was
perhaps heard is not sent twice: whether it was is seen in the database later.
"""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

PORT = 8000
READERS = 4
PATIENCE = 15.0  # seconds; a page under load takes its time
CONNECT = 2.0
PASSED_BY = 10.0  # seconds for which a host that did not answer is not asked
TOKEN = "a" * 32
HOURS = 1


@dataclass
class Front:
    """Whom to ask: in turn, and nobody who has just failed to answer."""

    addresses: Sequence[str]
    _failed: dict[str, float] = field(default_factory=dict)
    _turn: Iterator[int] = field(default_factory=itertools.count)

    def order(self) -> list[str]:
        now, first = time.monotonic(), next(self._turn)
        turned = [
            self.addresses[(first + n) % len(self.addresses)]
            for n in range(len(self.addresses))
        ]
        fine = [one for one in turned if now - self._failed.get(one, -99) > PASSED_BY]
        return fine or turned

    def failed(self, address: str) -> None:
        self._failed[address] = time.monotonic()


@dataclass
class Visitors:
    """Readers and one who reports; bounded by seconds and by the edits there are."""

    front: Front
    plan: dict[str, Any]
    edits_a_second: float = 3.0
    pages_a_second: float = 8.0
    pages: Counter[tuple[str, int]] = field(default_factory=Counter)
    saved: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Visitors:
        chiefs = itertools.cycle(self.plan["chiefs"])
        work = [(self._read, chiefs)] * READERS + [(self._report, None)]
        self._threads = [threading.Thread(target=do, args=(who,)) for do, who in work]
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for each in self._threads:
            each.join(3 * PATIENCE)

    def _read(self, chiefs: Iterator[dict[str, str]]) -> None:
        while not self._over.wait(READERS / self.pages_a_second):
            chief = next(chiefs)
            for address in self.front.order():
                status = self._ask(address, "GET", chief["ledger"], chief["cookie"])
                self.pages[address, status] += 1
                if status:
                    break

    def _report(self, _: object) -> None:
        for edit in self.plan["edits"]:
            if self._over.wait(1 / self.edits_a_second):
                return
            cookie = f"{edit['cookie']}; {self.plan['csrf']}={TOKEN}"
            form = {"remaining_hours": HOURS, "version": edit["version"]}
            body = urlencode({**form, "csrfmiddlewaretoken": TOKEN})
            status = self._send(edit["path"], cookie, body)
            if 200 <= status < 400:
                self.saved.append(edit["path"])
            elif status:
                self.refused[status] += 1
            else:
                self.unsure.append(edit["path"])

    def _send(self, path: str, cookie: str, body: str) -> int:
        """At the first host that lets us in."""
        for address in self.front.order():
            try:
                return self._ask(address, "POST", path, cookie, body, sure=True)
            except ConnectionError:
                continue
        return 503

    def _ask(
        self,
        address: str,
        method: str,
        path: str,
        cookie: str,
        body: str | None = None,
        *,
        sure: bool = False,
    ) -> int:
        """The status; 0 where nothing came. ConnectionError if `sure` and the host was
        not even reached."""
        link = http.client.HTTPConnection(address, PORT, timeout=CONNECT)
        try:
            link.connect()
        except OSError as error:
            self.front.failed(address)
            if sure:
                raise ConnectionError from error
            return 0
        try:
            link.sock.settimeout(PATIENCE)
            kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            link.request(method, path, body, {"Cookie": cookie, **kind})
            answer = link.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            self.front.failed(address)
            return 0
        finally:
            link.close()
