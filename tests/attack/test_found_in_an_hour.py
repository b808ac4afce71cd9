"""What an hour of nonsense found: each stays found."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from openpyxl import Workbook

from coordination.files.tables import _heading
from desk.files.problems import Report
from tests.attack.plain_doors import plain_doors


def door(name: str, folder: Path):
    return next(one for one in plain_doors(folder) if one.name == name)


def test_of_very_many_columns_each_name_is_told_once() -> None:
    """Each name was counted in all the others: half a minute for a megabyte."""
    report = Report()
    names = [
        "station",
        "from",
        "to",
        "officers",
        *(f"c{n % 50}" for n in range(10_000)),
    ]
    assert _heading("capacity", 1, names, report) == names
    told = [each.column for each in report.problems if each.code == "repeated_column"]
    assert told == sorted({f"c{n}" for n in range(50)})


def test_what_the_library_prints_is_no_answer(tmp_path: Path, capsys) -> None:
    """A style beyond those there are is told on the standard output by openpyxl."""
    raw = io.BytesIO()
    Workbook().save(raw)
    odd = io.BytesIO()
    with zipfile.ZipFile(raw) as book, zipfile.ZipFile(odd, "w") as out:
        for name in book.namelist():
            part = book.read(name)
            if name == "xl/styles.xml":
                part = part.replace(b'xfId="0"', b'xfId="9"')
            out.writestr(name, part)
    said = door("trial_xlsx", tmp_path).takes(odd.getvalue())
    assert "problems" in str(said)
    told = capsys.readouterr()
    assert "out of range" in told.err and "out of range" not in told.out
