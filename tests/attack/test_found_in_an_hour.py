"""What an hour of nonsense found: each stays found."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

from openpyxl import Workbook

from tests.attack.plain_doors import plain_doors


def door(name: str, folder: Path):
    return next(one for one in plain_doors(folder) if one.name == name)


def test_a_table_of_very_many_columns_is_refused_soon(tmp_path: Path) -> None:
    """Each name was counted in all the others: half a minute for a megabyte."""
    head = "station,from,to,officers," + ",".join(
        f"c{n % 2000}" for n in range(200_000)
    )
    began = time.process_time()
    assert door("check_csv_capacity", tmp_path).takes(head.encode()) == "refused"
    assert time.process_time() - began < 10


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
