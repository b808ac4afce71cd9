"""A list of divisions as a file: read, or refused with its line."""

from __future__ import annotations

import gzip
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from coordination.generating.divisions import COLUMNS, DivisionsError, choose, read

HEAD = ",".join(COLUMNS)
ROW = "53,云南省,5301,昆明市,530102,五华区,530102001,华山街道,街道"
TOWN = "53,云南省,5301,昆明市,530111,官渡区,530111101,大板桥镇,镇"


def file(tmp_path: Path, *rows: str, head: str = HEAD) -> Path:
    path = tmp_path / "divisions.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return path


def test_rows_become_places(tmp_path):
    urban, rural = read(file(tmp_path, ROW, TOWN))
    assert (urban.county, urban.town_code, urban.urban) == ("五华区", "530102001", True)
    assert not rural.urban


def test_a_compressed_file_is_read_too(tmp_path):
    path = tmp_path / "divisions.csv.gz"
    path.write_bytes(gzip.compress(f"\ufeff{HEAD}\n{ROW}\n".encode()))
    assert [place.town for place in read(path)] == ["华山街道"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (ROW.replace("530102001", "53010201"), "town_code"),
        (ROW.replace("5301,", "53a1,"), "city_code"),
        ("53", "city_code"),
    ],
)
def test_a_row_that_is_none_is_told_with_its_line(tmp_path, row, column):
    with pytest.raises(DivisionsError) as caught:
        read(file(tmp_path, ROW, row))
    assert (caught.value.line, caught.value.column) == (3, column)


def test_a_missing_column_and_an_empty_file_are_told(tmp_path):
    with pytest.raises(DivisionsError, match="town_code"):
        read(file(tmp_path, ROW, head=HEAD.replace("town_code", "code")))
    with pytest.raises(DivisionsError):
        read(file(tmp_path))


def test_every_place_has_its_first_station_before_one_has_its_second(tmp_path):
    places = read(file(tmp_path, ROW, TOWN))
    chosen = [(place.town_code, number) for place, number in choose(places, 3, 1)]
    assert {number for _code, number in chosen} == {1, 2}
    assert len(chosen) == 3
    assert {code for code, _number in chosen} == {"530102001", "530111101"}


@pytest.mark.parametrize("text", [f"{HEAD}\n53,云南省\n", ""])
def test_the_command_says_what_is_wrong(tmp_path, text):
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError):
        _run("--divisions", str(path))


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(CommandError, match=r"none\.csv"):
        _run("--divisions", str(tmp_path / "none.csv"))


@pytest.mark.parametrize("option", [("--stations", "0"), ("--open", "x")])
def test_numbers_out_of_bounds_are_refused(option):
    with pytest.raises(CommandError, match="whole number"):
        _run(*option)


def _run(*more: str) -> None:
    options = ["--stations", "3", "--open", "5", *more]
    call_command("generate_force", *options, stdout=StringIO(), stderr=StringIO())
