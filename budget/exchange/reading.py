"""A workbook of money, or one of its sheets as text, to lines."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from budget.exchange.sheets import SHEETS
from desk.importing import named_best
from desk.refusals import told
from desk.sheets.cells import Line
from desk.sheets.reading import read_table
from desk.sheets.refusal import RefusedError
from personnel.exchange.columns import listed
from personnel.exchange.reading import read_lines_of
from personnel.exchange.sheets import Sheet


def lines_of(name: str, raw: bytes) -> dict[str, list[Line]]:
    """The lines by sheet; ValidationError where the file cannot be used. A text is the
    sheet whose columns it names."""
    if not name.lower().endswith(".csv"):
        return read_lines_of(SHEETS, name, raw)
    try:
        lines = read_table(name, raw)
    except RefusedError as refused:
        raise ValidationError(told(refused)) from None
    return {_meant(lines).name: lines}


def _meant(lines: Sequence[Line]) -> Sheet:
    """The sheet of whose needed columns none is missing."""
    for sheet in SHEETS:
        columns = [field.column() for field in sheet.fields]
        if named_best(lines, columns) >= {one.name for one in columns if one.required}:
            return sheet
    names = listed(sheet.title for sheet in SHEETS)
    text = _("No row names the columns of one of the tables %(names)s.")
    raise ValidationError(text % {"names": names})
