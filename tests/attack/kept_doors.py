"""Doors for files behind which something is kept: imports of people, of accounts and of
money, and pages that read a table. What a file did is undone after it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from desk.sheets.writing import csv_bytes
from personnel.exchange import book
from personnel.exchange.judging import judge
from personnel.exchange.reach import Reach
from personnel.exchange.reading import read_file
from personnel.exchange.sheets import KINDS, FileKind
from tests.accounts import files as accounts
from tests.attack.plain_doors import Door
from tests.budget import files as money
from tests.permissions.world import World
from tests.personnel.tables import workbook


def kept_doors(world: World) -> list[Door]:
    """All of them; `like` is what the world itself says where it says it."""
    return [*_people(), *_accounts(world), *_money(world), *_pages(world)]


def _people() -> list[Door]:
    doors = []
    for kind in KINDS:
        whole = book.present(kind, Reach.of(None, kind))
        doors.append(Door(f"people_{kind}", "xlsx", whole, _judged(kind, "a.xlsx")))
        if kind != FileKind.FORCE:
            text = csv_bytes(_rows(whole))
            doors.append(Door(f"people_{kind}", "csv", text, _judged(kind, "a.csv")))
    return doors


def _rows(raw: bytes) -> list[tuple[Any, ...]]:
    return list(load_workbook(io.BytesIO(raw)).worksheets[0].values)


def _judged(kind: str, name: str) -> Callable[[bytes], object]:
    def run(raw: bytes) -> object:
        try:
            tables = read_file(kind, name, raw)
            return judge(tables, Reach.of(None, kind), dt.date(2026, 6, 1)).counts
        except ValidationError as error:
            assert error.messages
            return "refused"

    return _undone(run)


def _accounts(world: World) -> list[Door]:
    """Handed in, judged, and put in force where nothing is wrong with it."""
    made = world.force
    rows = [accounts.line(made), accounts.line(made, username="330412", name="林默")]

    def run(name: str) -> Callable[[bytes], object]:
        def take(raw: bytes) -> object:
            row = accounts.handed_over(made.security_admin, raw, name)
            if row.can_apply:
                accounts.applied(row)
                assert row.state == "applied"
            return row.counts or "refused"

        return _undone(take)

    text = csv_bytes([list(accounts.HEADS), *rows])
    return [
        Door("accounts", "xlsx", accounts.book(rows), run("a.xlsx")),
        Door("accounts", "csv", text, run("a.csv")),
    ]


def _money(world: World) -> list[Door]:
    made = world.force
    lines = {
        "norms": [money.norm()],
        "allocations": [money.allocation(made)],
        "payments": [money.payment(made)],
        "fees": [money.fee(made)],
    }

    def run(name: str) -> Callable[[bytes], object]:
        def take(raw: bytes) -> object:
            try:
                row = money.handed_in(made, raw, name)
            except ValidationError as error:
                return f"refused {error.messages}"
            assert row.job is not None
            return row.counts

        return _undone(take)

    text = csv_bytes([money.HEADS["payments"], money.payment(made)])
    return [
        Door("money", "xlsx", money.book(**lines), run("a.xlsx")),
        Door("money", "csv", text, run("a.csv")),
    ]


@dataclass(frozen=True)
class Page:
    """An address that takes a table, who sends it, and what is sent beside it."""

    name: str
    url: str
    persona: str
    rows: list[list[Any]]
    more: dict[str, str] = field(default_factory=dict)


def _tables(world: World) -> list[Page]:
    station, bureau = world.force.a1, world.force.county_a
    year = str(timezone.localdate().year)
    published = {"year": year, "status": "published", "source": "国办发明电"}
    days = [["日期", "类型", "名称"], [f"{year}-01-01", "放假", "元旦"]]
    spent = [["日期", "金额", "用途"], [f"{year}-01-05", 60, "纸"]]
    minutes = [["派出所", "分钟"], [station.name, 40]]
    said = [["编号", "要填什么", "填写"], ["f1", "情况", "好"]]
    expenses = reverse("coordination:import_expenses", args=[station.code])
    ways = reverse("coordination:travel", args=[bureau.code])
    asked = world.address("asked_at", "home")
    answers = reverse("coordination:answer_form", args=asked)
    return [
        Page("days", reverse("desk:calendar_check"), "system_admin", days, published),
        Page("expenses", expenses, "chief_a1", spent),
        Page("ways", ways, "coordinator", minutes, {"act": "list"}),
        Page("answers", answers, "chief_a1", said, {"act": "upload"}),
    ]


def _pages(world: World) -> list[Door]:
    """Each table as a text and as a workbook."""
    doors = []
    for page in _tables(world):
        client = Client()
        client.force_login(world.force.personas[page.persona])
        texts = ("csv", csv_bytes(page.rows)), ("xlsx", workbook(表=page.rows))
        for ending, raw in texts:
            take = _sent(client, page, f"a.{ending}")
            doors.append(Door(f"page_{page.name}", ending, raw, take))
    return doors


def _sent(client: Client, page: Page, name: str) -> Callable[[bytes], object]:
    def run(raw: bytes) -> object:
        sent = {**page.more, "file": SimpleUploadedFile(name, raw)}
        answer = client.post(page.url, sent)
        assert answer.status_code in (200, 302, 409, 413, 422, 429), answer.status_code
        return answer.status_code

    return _undone(run)


def _undone(run: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """Whatever it wrote is taken back, also what is counted of it."""

    def take(raw: bytes) -> object:
        mark = transaction.savepoint()
        try:
            return run(raw)
        finally:
            transaction.savepoint_rollback(mark)
            transaction.savepoint_commit(mark)  # else the next one lies within it

    return take
