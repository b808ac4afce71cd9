"""What was found by throwing things at doors, each once more by itself."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from coordination.files import apart
from desk.files.problems import UnusableError
from desk.sheets.reading import read_table
from desk.sheets.refusal import RefusedError
from organization.services import issue_token
from tests.attack.plain_doors import MOMENT, document, market
from tests.factories import person

HUGE = "1e999999999"


def changed(raw: bytes, field: str) -> bytes:
    """The document with a number that has a milliard digits."""
    return raw.replace(f'"{field}": 1'.encode(), f'"{field}": {HUGE}'.encode(), 1)


@pytest.mark.parametrize("field", ["priority", "effort_hours"])
def test_a_number_with_a_milliard_digits_is_too_large(
    field: str, tmp_path: Path
) -> None:
    """It overflowed where it was compared."""
    path = tmp_path / "a.json"
    path.write_bytes(changed(document(), field))
    with pytest.raises(CommandError) as refused:
        call_command("check_file", str(path))
    assert refused.value.returncode == 2


def test_an_id_with_a_milliard_digits_is_too_long(tmp_path: Path) -> None:
    """It was written out, which took minutes and gigabytes."""
    told = json.loads(market())
    path = tmp_path / "a.json"
    path.write_text(json.dumps(told).replace('"id": "A"', f'"id": {HUGE}'))
    began = time.monotonic()
    with pytest.raises(CommandError):
        call_command("match_file", str(path))
    assert time.monotonic() - began < 5


def with_part(change: tuple[bytes, bytes]) -> bytes:
    book = Workbook()
    book.worksheets[0].append(["a", "b"])
    out, made = io.BytesIO(), io.BytesIO()
    book.save(out)
    with (
        zipfile.ZipFile(out) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(*change))
    return made.getvalue()


def far_down() -> bytes:
    """One merged cell over everything, and a row at the end of the sheet."""
    merged = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    row = b'<row r="199999"><c r="A199999"><v>1</v></c></row></sheetData>'
    return with_part((b"</sheetData>", row + merged))


def far_right() -> bytes:
    """Rows whose only cell is in the last column."""
    rows = b"".join(
        b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(2, 2000)
    )
    return with_part((b"</sheetData>", rows + b"</sheetData>"))


@pytest.mark.parametrize("make", [far_down, far_right])
def test_a_sheet_of_millions_of_empty_cells_is_given_up(
    make: Callable[[], bytes],
) -> None:
    """Twenty million of them were looked at, for minutes."""
    raw = make()
    began = time.monotonic()
    for judge in (
        lambda: read_table("a.xlsx", raw),
        lambda: apart.judge(raw, MOMENT),
    ):
        with pytest.raises((RefusedError, UnusableError)):
            judge()
    assert time.monotonic() - began < 60


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_a_problem_and_no_redirection() -> None:
    """A code that is none, before the calendar of a station."""
    token = issue_token(by=None, user=person("reader"))
    headers = {"Authorization": f"Token {token}"}
    answer = Client().get("/api/v1/stations/甲乙/workload.ics", headers=headers)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert reverse("api:nowhere") == "/api/v1/"
