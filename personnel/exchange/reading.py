"""A file that was handed in, to its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from desk.importing import Table, read_lines
from desk.refusals import told
from desk.sheets.cells import Line
from desk.sheets.limited import IN_A_WORKER, read_sheets_apart
from desk.sheets.refusal import RefusedError
from personnel.exchange.columns import in_all_languages, listed
from personnel.exchange.sheets import KINDS, Sheet


def read_file(kind: str, name: str, raw: bytes) -> dict[str, Table]:
    """The tables of a file by sheet; ValidationError where it cannot be used."""
    return tables_of(KINDS[kind], read_lines_of(KINDS[kind], name, raw))


def tables_of(
    sheets: Sequence[Sheet], lines: Mapping[str, Sequence[Line]]
) -> dict[str, Table]:
    """The same of lines that have been read."""
    return {name: _table(sheets, name, found) for name, found in lines.items()}


def read_lines_of(
    sheets: Sequence[Sheet], name: str, raw: bytes
) -> dict[str, list[Line]]:
    """The lines of a file by sheet, as they stand there."""
    if name.lower().endswith(".csv") and len(sheets) > 1:
        raise ValidationError(_("A whole force is a workbook with a sheet for each."))
    chosen: dict[str, str] = {}
    wrong: list[ValidationError] = []

    def choose(shown: list[str], hidden: list[str]) -> list[str]:
        try:
            chosen.update(_chosen(sheets, shown, hidden))
        except ValidationError as error:
            wrong.append(error)
        return list(chosen)

    try:
        read = read_sheets_apart(name, raw, choose, seconds=IN_A_WORKER)
    except RefusedError as refused:
        raise ValidationError(told(refused)) from None
    if wrong:
        raise wrong[0]
    only = sheets[0].name
    return {chosen.get(title, only): lines for title, lines in read.items()}


def _chosen(
    sheets: Sequence[Sheet], shown: Sequence[str], hidden: Sequence[str]
) -> dict[str, str]:
    """Title -> name of the sheets to be read. What is hidden nobody has looked at."""
    for title in hidden:
        if any(_is(sheet, title) for sheet in sheets):
            text = _("The sheet “%(name)s” is hidden. Show it, or delete it.")
            raise ValidationError(text % {"name": title})
    found = {}
    for sheet in sheets:
        titles = [title for title in shown if _is(sheet, title)]
        if titles:
            found[titles[0]] = sheet.name
    if not found and len(sheets) == 1:
        return dict.fromkeys(shown[:1], sheets[0].name)
    if not found:
        names = listed(sheet.title for sheet in sheets)
        text = _("No sheet has one of the names %(names)s.")
        raise ValidationError(text % {"names": names})
    return found


def _is(sheet: Sheet, title: str) -> bool:
    written = title.strip().casefold()
    names = (sheet.name, *in_all_languages(sheet.title))
    return written in {name.casefold() for name in names}


def _table(sheets: Sequence[Sheet], name: str, lines: Sequence[Line]) -> Table:
    """What is wrong with one of several sheets is told with its name."""
    found = next(one for one in sheets if one.name == name)
    try:
        return read_lines(lines, [field.column() for field in found.fields])
    except ValidationError as error:
        if len(sheets) == 1:
            raise
        colon = pgettext("after a name", ": ")
        raise ValidationError(
            f"{found.title}{colon}{' '.join(error.messages)}"
        ) from None
