"""Imports in two steps: a file is judged row by row, then the same rows are applied.

What was judged travels through the page sealed with the server's key, so that exactly
what somebody looked at is what is applied.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from desk.refusals import told
from desk.sheets.archive import MOST_PACKED
from desk.sheets.cells import ErrorCell, Line, Padded, blank
from desk.sheets.limited import read_table_apart
from desk.sheets.reading import unquoted
from desk.sheets.refusal import RefusedError
from organization.models import User

SEALED_FOR = 3600  # seconds in which a judged file may be applied
ABOVE = 10  # so many filled rows may stand above the heading: a title, a note
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")


MIDNIGHT = re.compile(r"[ T]0?0:00(:00)?$")  # what programs put behind a date
SERIAL = re.compile("[1-9][0-9]{4}")
FIRST_SERIAL = dt.date(1899, 12, 30)  # day 0 of spreadsheets, from March 1900 on
PRECISE = 15  # so many digits of a number survive in a spreadsheet
ROUNDED = re.compile(r"[0-9]+(\.[0-9]+)?[eE]\+[0-9]+|[0-9]{15}0+")
BLANKS = re.compile(r"[\s\u200b\ufeff]+")
HELD = {
    "merged": gettext_noop("The cell is merged: fill in every row by itself."),
    "formula": gettext_noop("The cell holds a formula: paste its value instead."),
    "not_computed": gettext_noop("The cell holds a formula: paste its value instead."),
}


@dataclass(frozen=True)
class Column:
    """A column, the headings it may have, and how a cell of it is read.

    `read` gets what stands in the cell and raises ValidationError with words for it.
    """

    name: str
    titles: tuple[str, ...]
    read: Callable[[object], Any]
    required: bool = True


@dataclass(frozen=True)
class RowProblem:
    """What is wrong where; row None is the whole file."""

    row: int | None
    column: str
    message: str


@dataclass
class Table:
    """A file as read: values by column of every sound row, and what is wrong.

    `heads` are the columns' headings as the file has them.
    """

    heads: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def read_upload(file: UploadedFile[Any], columns: Sequence[Column]) -> Table:
    """The rows below the heading; ValidationError when the file cannot be used."""
    if (file.size or 0) > MOST_PACKED:
        most = MOST_PACKED // 2**20
        raise ValidationError(told(RefusedError("too_big", most=most)))
    try:
        lines = read_table_apart(file.name or "", file.read())
    except RefusedError as refused:
        raise ValidationError(told(refused)) from None
    return read_lines(lines, columns)


def read_lines(lines: Sequence[Line], columns: Sequence[Column]) -> Table:
    """Every filled line judged, the first of them as the heading."""
    filled = [line for line in lines if not all(map(_empty, line[1]))]
    if not filled:
        raise ValidationError(told(RefusedError("empty_file")))
    (number, heading), *below = filled[_heading_at(filled, columns) :]
    places = _places(heading, columns)
    missing = [
        column for column in columns if column.required and column.name not in places
    ]
    if missing:
        names = "、".join(column.titles[0] for column in missing)
        text = _("Row %(row)s should name the columns; missing: %(names)s.")
        raise ValidationError(text % {"row": number, "names": names})
    table = Table({name: str(heading[n]).strip() for name, n in places.items()})
    for number, cells in below:
        _read_row(number, cells, places, columns, table)
    return table


def named_best(lines: Sequence[Line], columns: Sequence[Column]) -> set[str]:
    """Names of the columns in the line that would be the heading."""
    filled = [line for line in lines if not all(map(_empty, line[1]))]
    if not filled:
        return set()
    heading = {_plain(cell) for cell in filled[_heading_at(filled, columns)][1]}
    return {
        one.name
        for one in columns
        if heading & {_plain(title) for title in (*one.titles, one.name)}
    }


def as_day(cell: object) -> dt.date:
    """A date, from a date cell or as people write it."""
    if isinstance(cell, dt.datetime):
        if cell.time() != dt.time():
            raise ValidationError(_("A date without a time, please."))
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = MIDNIGHT.sub("", unicodedata.normalize("NFKC", as_text(cell)))
    for pattern in DATES:
        try:
            return dt.datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    if SERIAL.fullmatch(text):
        day = FIRST_SERIAL + dt.timedelta(days=int(text))
        message = _(
            "“%(value)s” is how a spreadsheet stores %(day)s: format as a date."
        )
        raise ValidationError(message % {"value": text, "day": day})
    raise ValidationError(
        _("“%(value)s” is not a date; write 2026-06-03.") % {"value": text[:40]}
    )


def as_text(cell: object) -> str:
    """Text; a whole number is its digits."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, ErrorCell) and cell.code in HELD:
        raise ValidationError(_(HELD[cell.code]))
    if isinstance(cell, ErrorCell | bool):
        raise ValidationError(_("The cell holds %(value)s.") % {"value": cell})
    return unquoted(str(cell).strip())


class Counted(str):
    """Digits that stood in the cell as a number: noughts in front may be lost."""

    __slots__ = ()


def as_code(cell: object) -> str:
    """A number that is a name: full-width digits and blanks do not matter.

    ValidationError where a spreadsheet has rounded it: beyond 15 digits it keeps
    noughts, and shows 1.23457E+17 for what it keeps.
    """
    counted = isinstance(cell, int | float) and not isinstance(cell, Padded)
    if isinstance(cell, float) and not cell.is_integer():
        raise ValidationError(_("“%(value)s” is no such number.") % {"value": cell})
    text = BLANKS.sub("", unicodedata.normalize("NFKC", as_text(cell))).lstrip("'")
    rounded = counted and len(text) > PRECISE
    if rounded or ROUNDED.fullmatch(text):
        raise ValidationError(
            _(
                "“%(value)s” was rounded by the spreadsheet. Format the column as text,"
                " then type the number again."
            )
            % {"value": text[:40]}
        )
    return Counted(text) if counted else text


def told_by_row(error: ValidationError, titles: Mapping[str, str]) -> list[RowProblem]:
    """A service's `rows[7].day` as row 7, column «date»; the rest as of the file.

    `titles` are the headings of the file by the service's names.
    """
    found = []
    for name, messages in error.message_dict.items():
        row, _dot, column = name.removeprefix("rows[").partition("].")
        number = int(row) if column and row.isdecimal() else None
        title = titles.get(column if number else name, "")
        found += [RowProblem(number, title, message) for message in messages]
    return found


def seal(kind: str, *, by: User, content: Any) -> str:
    """`content` as text that only this person can hand back for this kind."""
    return signing.dumps(content, salt=f"import.{kind}.{by.pk}", compress=True)


def unseal(kind: str, *, by: User, text: str) -> Any:
    """What was sealed; ValidationError if it is not ours or too old."""
    try:
        return signing.loads(text, salt=f"import.{kind}.{by.pk}", max_age=SEALED_FOR)
    except signing.BadSignature:
        message = _("This check is too old. Hand the file in again.")
        raise ValidationError({"state": [message]}) from None


def _empty(cell: object) -> bool:
    """Blank, or covered by the merged cell beside or above it."""
    return blank(cell) or (isinstance(cell, ErrorCell) and cell.code == "merged")


def _heading_at(filled: Sequence[Line], columns: Sequence[Column]) -> int:
    """Which of the filled lines names most columns; the first where none does."""
    known = {_plain(title) for one in columns for title in (*one.titles, one.name)}
    named = [len(known & set(map(_plain, cells))) for _n, cells in filled[:ABOVE]]
    return named.index(max(named))


def _plain(title: object) -> str:
    """A heading as it is compared: no blanks, no full-width letters, no mark."""
    written = unicodedata.normalize("NFKC", "" if title is None else str(title))
    return BLANKS.sub(" ", written).strip(" *").casefold()


def _places(heading: Sequence[object], columns: Sequence[Column]) -> dict[str, int]:
    written = [_plain(cell) for cell in heading]
    places: dict[str, int] = {}
    for column in columns:
        names = {_plain(title) for title in (*column.titles, column.name)}
        found = [n for n, title in enumerate(written) if title in names]
        if len(found) > 1:
            text = _("The column “%(name)s” appears more than once.")
            raise ValidationError(text % {"name": column.titles[0]})
        if found:
            places[column.name] = found[0]
    return places


def _read_row(
    number: int,
    cells: Sequence[object],
    places: Mapping[str, int],
    columns: Sequence[Column],
    table: Table,
) -> None:
    values: dict[str, Any] = {}
    sound = True
    for column in columns:
        place = places.get(column.name)
        cell = cells[place] if place is not None and place < len(cells) else None
        try:
            if blank(cell):
                if column.required:
                    raise ValidationError(_("This must be filled in."))
                continue
            values[column.name] = column.read(cell)
        except ValidationError as error:
            sound = False
            text = " ".join(error.messages)
            head = table.heads.get(column.name, column.titles[0])
            table.problems.append(RowProblem(number, head, text))
    if sound:
        table.rows.append((number, values))
