"""A list taken out: what it holds is what was there, in every kind of file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from desk.importing import as_text
from desk.lists import Column, Listing, as_due, as_hours, as_time, pieces, taken_out
from desk.lists import table as lists
from desk.sheets.book import safe
from desk.sheets.reading import read_table, unquoted
from desk.sheets.writing import csv_to
from organization.models import AuditEvent
from tests.factories import Force, at, force

KINDS = ("xlsx", "csv", "gb18030")
RISKY = ["=1+1", "+86", "-5", "@a", "\t表", "'=1", "''+", "'派出所'", "=", "'"]
ODD = ["甲\n乙", 'a,"b"', "𠮷野家", "é€", "😀", "  前后  "]


def listing(rows: Any, **more: Any) -> Listing[Any]:
    columns: list[Column[Any]] = [
        Column("事项", lambda row: row[0]),
        Column("数", lambda row: row[1]),
        Column("时间", lambda row: row[2]),
    ]
    return Listing("test", "清单 [一]", columns, rows, **more)


def took(made: Force, kind: str, what: Listing[Any]) -> bytes:
    request: Any = RequestFactory().get("/")
    request.user = made.chief_a1
    answer = taken_out(request, kind, what)
    assert isinstance(answer, HttpResponse) and answer["Cache-Control"] == "no-store"
    raw = answer.getvalue()
    assert int(answer["Content-Length"]) == len(raw)
    return raw


@pytest.fixture
def made(db: None) -> Force:
    return force()


def test_every_cell_comes_back_from_every_kind(made: Force) -> None:
    moment = dt.datetime(2026, 6, 3, 18, 5)
    rows = [(text, 2.5, moment) for text in RISKY + ODD]
    for kind in KINDS:
        raw = took(made, kind, listing(rows))
        lines = read_table("a.xlsx" if kind == "xlsx" else "a.csv", raw)
        texts = [unquoted(str(cells[0])) for _n, cells in lines[1:]]
        assert texts == [text for text, *_rest in rows], kind
        assert list(lines[0][1]) == ["事项", "数", "时间"]
    assert [as_text(safe(text)) for text in RISKY] == RISKY


def test_numbers_are_numbers_and_times_are_times(made: Force) -> None:
    moment, day = dt.datetime(2026, 6, 3, 18, 5), dt.date(2026, 6, 4)
    rows = [("甲", 2.5, moment), ("乙", 7, day), ("丙", None, None)]
    book = load_workbook(io.BytesIO(took(made, "xlsx", listing(rows))))
    sheet = book["清单 -一-"]
    assert [c.value for c in sheet["B"]] == ["数", 2.5, 7, None]
    assert [c.value for c in sheet["C"]][1:3] == [moment, dt.datetime(2026, 6, 4)]
    assert sheet["C2"].is_date and sheet["C2"].number_format == "yyyy-mm-dd hh:mm"
    text = took(made, "csv", listing(rows)).decode("utf-8-sig")
    assert text.splitlines()[1:3] == ["甲,2.5,2026-06-03 18:05", "乙,7,2026-06-04"]


def test_nothing_in_a_file_is_a_formula(made: Force) -> None:
    rows = [(text, None, None) for text in ["\x0b=1", "\x00+1", *RISKY]]
    sheet = load_workbook(io.BytesIO(took(made, "xlsx", listing(rows)))).worksheets[0]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    for kind, encoding in (("csv", "utf-8-sig"), ("gb18030", "gb18030")):
        text = took(made, kind, listing(rows)).decode(encoding)
        firsts = [line[0] for line in csv.reader(io.StringIO(text))][1:]
        assert not [one for one in firsts if one[:1] in "=+-@\t" and one]


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40))
def test_what_is_quoted_is_given_back(text: str) -> None:
    assert unquoted(str(safe(text))) == text


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_gb18030_holds_every_character(text: str) -> None:
    assert text.encode("gb18030").decode("gb18030") == text


def test_half_a_pair_of_surrogates_ends_as_a_question_mark() -> None:
    for encoding in ("utf-8-sig", "gb18030"):
        stream = io.BytesIO()
        csv_to(stream, [["甲\ud83d乙"]], encoding)
        assert stream.getvalue().decode(encoding) == "甲?乙\r\n"


def test_so_many_rows_and_no_more(made: Force, monkeypatch: Any) -> None:
    monkeypatch.setattr(lists, "MOST_ROWS", 3)
    for there, kept, told in ((3, 3, False), (4, 3, True), (50, 3, True)):
        rows = ((f"{n}", n, None) for n in range(there))
        raw = took(made, "xlsx", listing(pieces(rows)))
        lines = [cells for _n, cells in read_table("a.xlsx", raw)][1:]
        assert [cells[1] for cells in lines[:kept]] == list(range(kept))
        assert (len(lines) == kept + 1) is told
        assert not told or "3" in str(lines[-1][0])


def test_rows_are_dressed_some_hundred_at_a_time() -> None:
    seen: list[int] = []

    def dress(some: list[int]) -> list[int]:
        seen.append(len(some))
        return some

    assert list(pieces(range(1_200), dress)) == list(range(1_200))
    assert seen == [500, 500, 200]


def test_heads_speak_the_readers_language(made: Force) -> None:
    what = Listing("x", "t", [Column(lists._("Station"), str)], [])
    assert what.heads == ["派出所"]
    with translation.override("en"):
        lazily = Column(translation.gettext_lazy("Station"), str)
        assert Listing("x", "t", [lazily], []).heads == ["Station"]


def test_times_and_hours_as_the_pages_say_them() -> None:
    assert as_due(at("2026-06-13 00:00")) == dt.date(2026, 6, 12)
    assert as_due(at("2026-06-12 18:00")) == dt.datetime(2026, 6, 12, 18)
    assert as_time(at("2026-06-12 18:00")) == dt.datetime(2026, 6, 12, 18)
    assert (as_time(None), as_due(None), as_hours(None)) == (None, None, None)
    assert as_hours(Decimal(10) / 3) == 3.33


@pytest.mark.parametrize("form", ["csv", "print"])
def test_who_took_what_is_on_record(made: Force, form: str) -> None:
    request: Any = RequestFactory().get("/")
    request.user = made.chief_a1
    assert taken_out(request, form, listing([])).status_code == 200
    row = AuditEvent.objects.latest("pk")
    assert (row.action, row.actor) == ("table.take", made.chief_a1)
    assert row.detail == {"kind": "list.test", "form": form}
