"""The workbooks that go out: empty ones, what there is, and a file with its faults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from desk.sheets.book import DAY, head, lay_out, packed, write
from desk.sheets.cells import Line
from desk.taking.file import Passed
from personnel.exchange.columns import Field, Kind, listed
from personnel.exchange.present import lines, rows_of
from personnel.exchange.reach import Reach
from personnel.exchange.sheets import KINDS, Sheet

ROWS = 20_000  # so many rows are held to the rules
TEXT = "@"
FORMATS = {Kind.CODE: TEXT, Kind.DAY: DAY}
LONGEST_LIST = 255  # characters of a list inside a rule


def template(sheets: Sequence[Sheet]) -> bytes:
    """The sheets to fill in, and a last one that explains their columns."""
    return filled(sheets, {})


def present(kind: str, reach: Reach, told: Passed = iter) -> bytes:
    """The same sheets with what there is within reach; rows go through `told`."""
    sheets = KINDS[kind]
    rows = {sheet.name: told(_cells(sheet, reach)) for sheet in sheets}
    return filled(sheets, rows)


def size(kind: str, reach: Reach) -> int:
    """How many rows they have."""
    return sum(rows_of(sheet.name, reach).count() for sheet in KINDS[kind])


def marked(
    sheets: Sequence[Sheet],
    lines: Mapping[str, Sequence[Line]],
    faults: Mapping[tuple[str, int], str],
    passed: Passed = iter,
) -> bytes:
    """A file as it was handed in, with a column that says what is wrong with a row."""
    book = Workbook()
    book.remove(book.worksheets[0])
    titles = {sheet.name: str(sheet.title) for sheet in sheets}
    for name, rows in lines.items():
        sheet = book.create_sheet(titles[name])
        wide = max((len(cells) for _n, cells in rows), default=0)
        told = {n for of, n in faults if of == name}
        above = min(told, default=2) - 1
        for number, cells in passed(rows):
            fault = faults.get((name, number), "")
            if number <= above and any(cell is not None for cell in cells):
                fault = _("What is wrong")
                above = 0
            padded = [*(_plain(cell) for cell in cells), *[""] * (wide - len(cells))]
            write(sheet, number, [*padded, fault])
        lay_out(sheet, [14] * wide + [60])
    return packed(book)


def _plain(cell: object) -> object:
    """Numbers, text and dates as they are; what was no value as it was written."""
    known = cell is None or isinstance(cell, str | int | float | dt.date)
    return cell if known else str(cell)


def _cells(sheet: Sheet, reach: Reach) -> Iterable[list[Any]]:
    for kept in lines(sheet, reach):
        yield [field.shown(kept.values[field.name]) for field in sheet.fields]


def filled(sheets: Sequence[Sheet], rows: Mapping[str, Iterable[list[Any]]]) -> bytes:
    """The sheets with these cells, by the name of the sheet, and the explanation."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        made = book.create_sheet(str(sheet.title))
        head(made, 1, [str(field.title) for field in sheet.fields])
        formats = [FORMATS.get(field.kind, "") for field in sheet.fields]
        for number, cells in enumerate(rows.get(sheet.name, ()), 2):
            write(made, number, cells, formats=formats)
        _hold(made, sheet.fields)
        lay_out(made, [field.width for field in sheet.fields])
    _explain(book.create_sheet(_("Notes")), sheets)
    return packed(book)


def _hold(sheet: Worksheet, fields: Sequence[Field]) -> None:
    """Columns that spreadsheets would spoil are text; what may be chosen is offered."""
    for place, field in enumerate(fields, 1):
        letter = get_column_letter(place)
        if field.kind in FORMATS:
            column: Any = sheet.column_dimensions[letter]
            column.number_format = FORMATS[field.kind]
        offered = _offered(field)
        if offered and len(offered) <= LONGEST_LIST:
            rule = DataValidation(
                type="list",
                formula1=f'"{offered}"',
                allow_blank=True,
                showErrorMessage=True,
                errorTitle=_("Please check"),
                error=_("Choose one of the list."),
            )
            rule.add(f"{letter}2:{letter}{ROWS}")
            sheet.add_data_validation(rule)


def _offered(field: Field) -> str:
    if field.choices:
        return ",".join(str(label) for label in field.choices.values())
    return f"{_('yes')},{_('no')}" if field.kind is Kind.FLAG else ""


def _explain(sheet: Worksheet, sheets: Sequence[Sheet]) -> None:
    """Every column: must it be filled in, and with what."""
    head(sheet, 1, [_("Sheet"), _("Column"), _("Needed"), _("What to write")])
    number = 2
    for one in sheets:
        for field in one.fields:
            needed = _("yes") if field.required else ""
            words = [str(field.hint), listed(_offered(field).split(","))]
            if field.kind is Kind.DAY:
                words.append(_("a date, such as 2026-06-03"))
            said = "; ".join(word for word in words if word)
            write(sheet, number, [str(one.title), str(field.title), needed, said])
            number += 1
    for text in (
        _("Lines are told apart by: %(names)s.") % {"names": _keys(sheets)},
        _("What the file does not name stays as it is; nothing is deleted."),
        _("Columns may stand in any order; others beside them are not read."),
        _("No merged cells, no formulas, no hidden sheets."),
    ):
        write(sheet, number, ["", "", "", text])
        number += 1
    lay_out(sheet, [14, 20, 8, 60])


def _keys(sheets: Sequence[Sheet]) -> str:
    said = []
    for one in sheets:
        names = [str(one.field(name).title) for name in one.keys]
        said.append(f"{one.title}（{_(', ').join(names)}）")
    return _("; ").join(said)
