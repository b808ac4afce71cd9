"""Every list is taken out as its page shows it to whoever looks, and no more of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from zipfile import ZipFile

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from desk.lists.known import known, names
from desk.taking.again import again
from tests.permissions.doors import Visitor, sign
from tests.permissions.matrix import rows
from tests.permissions.test_leaks import HIDDEN
from tests.permissions.world import InTheWorld

LISTS = (
    ("coordination:directives", "", {}, "page"),
    ("coordination:directives", "", {"state": "draft", "sort": "title"}, "page"),
    ("coordination:directive", "directive", {}, "page"),
    ("coordination:workload", "station", {}, "page"),
    ("coordination:workload", "station", {"show": "to_sign"}, "page"),
    ("coordination:station_changes", "station", {}, "page"),
    ("coordination:protected", "station", {}, "page"),
    ("coordination:protected", "station", {"past": "1"}, "page"),
    ("coordination:board", "", {}, "page"),
    ("coordination:board", "", {"show": "opinion"}, "page"),
    ("coordination:board", "", {"kind": ""}, "page"),
    ("coordination:board", "", {"kind": "overload"}, "page"),
    ("coordination:board", "", {"of": "stations"}, "stations"),
    ("coordination:proposals", "", {}, "page"),
    ("coordination:proposals", "", {"past": "1"}, "page"),
    ("coordination:opinions", "", {}, "page"),
    ("coordination:opinions", "", {"show": "mine"}, "page"),
    ("coordination:remit_reports", "", {}, "page"),
    ("coordination:duplicates", "", {}, "page"),
    ("coordination:emergencies", "", {"show": "all"}, "page"),
    ("coordination:admission", "", {}, "page"),
    ("coordination:notices", "", {"side": "received"}, "page"),
    ("coordination:notices", "", {"side": "sent"}, "page"),
    ("coordination:notice", "notice", {}, "owing"),
    ("coordination:difficulties", "", {}, "page"),
    ("coordination:owed_time", "", {}, "page"),
    ("coordination:bureau_burden_rows", "bureau", {"of": "assignments"}, "page"),
    ("coordination:leaders_rows", "bureau", {"of": "short"}, "page"),
    ("coordination:series", "", {}, "running"),
    ("coordination:inbox", "", {}, "page"),
    ("coordination:inbox", "", {"about": "directive", "show": "unread"}, "page"),
    ("personnel:officers", "", {}, "page"),
    ("personnel:leave_requests", "", {}, "page"),
    ("personnel:requests", "", {}, "page"),
    ("personnel:commendations", "", {}, "page"),
)
"""(route, what its address speaks of, how it is narrowed, the page's rows)."""
SIGNS = {(row.route, row.method): row for row in rows()}


COLUMNS = {
    "tasks": ("staff", ""),
    "stations": ("staff", "directive"),
    "notices_received": ("chief_a1", ""),
    "notices_sent": ("staff", ""),
    "difficulties": ("chief_a1", ""),
    "conflicts": ("coordinator", ""),
    "officers": ("personnel_admin", ""),
    "ledger": ("chief_a1", "station"),
    "inbox": ("chief_a1", ""),
    "admission": ("coordinator", ""),
}
"""A list whose columns are chosen -> (who looks, what its address speaks of)."""


CSV = {"as": "csv"}
WRITTEN: dict[str, tuple[tuple[str, str, dict[str, str]], ...]] = {
    "staff": (
        ("coordination:directives", "", CSV),
        ("coordination:directive", "directive", CSV),
    ),
    "chief_a1": (
        ("coordination:workload", "station", CSV),
        ("coordination:expenses_file", "station", {}),
        ("budget:station_book", "station", {}),
    ),
    "leader": (
        ("coordination:board", "", {"kind": "", **CSV}),
        ("coordination:bureau_burden_file", "bureau", {}),
    ),
    "personnel_admin": (
        ("personnel:officers", "", CSV),
        ("personnel:present_file", "kind_of_file", {}),
    ),
    "internal_auditor": (("budget:audit_file", "bureau", {}),),
}
"""Doors of every sort: who opens them, and what their addresses speak of."""
REFUSED = {
    "chief_a2": ("coordination:workload", "station", CSV),
    "finance": ("coordination:directives", "", CSV),
    "chief_a1": ("coordination:directives", "", {}),  # a page, and no file
    "stranger": ("budget:bureau_book", "bureau", {}),
}


def told(raw: bytes) -> list[bytes]:
    """What a file says, without when it was packed."""
    if not raw.startswith(b"PK"):
        return [raw]
    with ZipFile(io.BytesIO(raw)) as book:
        sheets = [name for name in book.namelist() if "worksheets/" in name]
        return [book.read(name) for name in sorted(sheets)]


class Lists(InTheWorld):
    def address(self, route: str, of: str, query: dict[str, str]) -> str:
        home = reverse(route, args=self.world.address(of, "home"))
        return f"{home}?{urlencode(query)}"

    def count(self, page: Any, key: str) -> int:
        found = page.context.get(key, ())
        paginator = getattr(found, "paginator", None)
        return paginator.count if paginator else len(found)

    def holds_what_its_page_counts(
        self, persona: str, lists: Sequence[Any] = LISTS
    ) -> set[tuple[str, str]]:
        """(route, rows) of the lists in which there was something to see."""
        seen, visitor, hidden = set(), Visitor(self.world, persona), HIDDEN[persona]
        for route, of, query, key in lists:
            if SIGNS[route, "GET"].sign(persona, "home") != ".":
                continue
            url = self.address(route, of, query)
            page = visitor.ask("GET", url)
            if key not in page.context:
                continue  # not for stations to see
            taken = visitor.ask("GET", f"{url}&as=csv")
            assert sign(taken) == ".", f"{persona} {url}"
            text = taken.getvalue().decode("utf-8-sig")
            count = self.count(page, key)
            lines = list(csv.reader(io.StringIO(text)))
            assert len(lines) == 1 + count, f"{persona} {url}"
            assert not [word for word in hidden if word in text], url
            seen |= {(route, key)} if count else set()
        return seen

    def test_a_department_takes_what_its_pages_count(self) -> None:
        assert len(self.holds_what_its_page_counts("staff", LISTS[::2])) >= 5

    def test_a_station_takes_what_its_pages_count(self) -> None:
        assert len(self.holds_what_its_page_counts("chief_a1")) >= 8

    def test_the_office_takes_what_its_pages_count(self) -> None:
        assert len(self.holds_what_its_page_counts("coordinator", LISTS[1::2])) >= 5

    def test_every_kind_is_given_of_every_list(self) -> None:
        visitor = Visitor(self.world, "leader")
        for route, of, query, _key in LISTS[::4]:
            url = self.address(route, of, query)
            for kind in ("xlsx", "gb18030"):
                taken = visitor.ask("GET", f"{url}&as={kind}")
                assert taken.status_code == 200 and taken.getvalue(), url
            printed = visitor.ask("GET", f"{url}&as=print").content.decode()
            assert "<thead>" in printed and "<form" not in printed, url
        assert sign(visitor.ask("GET", f"{url}&as=pdf")) == "4", url

    def test_a_worker_writes_what_comes_at_once(self) -> None:
        """Of many rows, by opening the same address in the same name."""
        for persona, doors in WRITTEN.items():
            visitor = Visitor(self.world, persona)
            for route, of, query in doors:
                url = self.address(route, of, query)
                direct, later = visitor.ask("GET", url).getvalue(), io.BytesIO()
                again(visitor.client.handler.user, url).write(later, iter)
                assert told(later.getvalue()) == told(direct), url

    def test_nobody_else_has_it_written(self) -> None:
        for persona, (route, of, query) in REFUSED.items():
            user = self.world.force.personas[persona]
            with self.assertRaises((Http404, PermissionDenied)):
                again(user, self.address(route, of, query))

    def test_who_is_refused_the_page_is_refused_the_list(self) -> None:
        for persona in ("officer_a1", "finance", "audit_admin", "anonymous"):
            visitor = Visitor(self.world, persona)
            for route, of, query, _key in LISTS:
                want = SIGNS[route, "GET"].sign(persona, "home")
                if want == ".":
                    continue
                url = self.address(route, of, query)
                assert sign(visitor.ask("GET", f"{url}&as=csv")) == want, url

    def test_every_column_is_shown_and_taken_in_the_order_asked(self) -> None:
        """Also those a page has no markup for."""
        assert set(COLUMNS) == {name for name in names() if known(name).columns()}
        for name, (persona, what) in COLUMNS.items():
            of, visitor = known(name), Visitor(self.world, persona)
            place = str(self.world.address(what, "home")[0]) if what else ""
            columns = list(of.columns())[::-1]
            keys = [column.key for column in columns]
            assert len(set(keys)) == len(keys) and set(of.usual) <= set(keys), name
            url = of.address(f"columns={','.join(keys)}", place)
            page = visitor.ask("GET", url)
            assert page.status_code == 200 and page.context["seen"].keys == keys, name
            assert "<tbody>" in page.content.decode(), name
            text = visitor.ask("GET", f"{url}&as=csv").getvalue().decode("utf-8-sig")
            heads = next(csv.reader(io.StringIO(text)))
            assert heads == [str(column.head) for column in columns], name

    def test_the_audit_trail_is_taken_by_who_reads_it(self) -> None:
        url = reverse("desk:audit_list")
        taken = Visitor(self.world, "audit_admin").ask("GET", f"{url}?as=csv&q=a")
        lines = taken.getvalue().decode("utf-8-sig").splitlines()
        page = Visitor(self.world, "audit_admin").ask("GET", "/audit/?q=a")
        count = page.context["page"].paginator.count
        assert len(lines) == 1 + count + 1, "and that it was taken"
        refused = Visitor(self.world, "leader").ask("GET", f"{url}?as=csv")
        assert refused.status_code == 403
