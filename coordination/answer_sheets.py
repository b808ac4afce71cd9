"""A station's answers to a form as a workbook: to be filled in, and read again.

The first sheet has a line per field, known by its label; a field that is a table has a
sheet of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from desk.importing import (
    Column,
    RowProblem,
    as_text,
    read_lines,
)
from desk.refusals import told
from desk.sheets.archive import MOST_PACKED
from desk.sheets.cells import Line
from desk.sheets.limited import read_sheets_apart
from desk.sheets.refusal import RefusedError
from desk.sheets.writing import Sheet
from personnel.exchange.columns import in_all_languages
from tasking.asking.fields import MOST_LINES, Field, Kind, by_label, same_words
from tasking.asking.judging import demands
from tasking.asking.values import TOO_MANY, read, read_line, shown, shown_simple

FIELD = pgettext_lazy("of a form", "Field")
ANSWER = pgettext_lazy("to a field", "Answer")
WHY = gettext_lazy("Why beyond the bounds")
Values = dict[str, Any]


@dataclass
class Read:
    """What the file answers, by key, and what is wrong with it by row."""

    values: Values = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)


def sheets(
    fields: Sequence[Field], values: Values, notes: Mapping[str, str], before: Values
) -> list[Sheet]:
    """The workbook with what is known: what was kept, and the last period beside it."""
    tables = [one for one in fields if one.kind == Kind.TABLE]
    return [
        Sheet(pgettext("to a form", "Answers"), _main(fields, values, notes, before)),
        *(Sheet(_title(n, one), _table(one, values)) for n, one in enumerate(tables)),
    ]


def read_answers(file: UploadedFile[Any], fields: Sequence[Field]) -> Read:
    """ValidationError when the file cannot be used at all."""
    if (file.size or 0) > MOST_PACKED:
        most = MOST_PACKED // 2**20
        raise ValidationError(told(RefusedError("too_big", most=most)))
    try:
        found = read_sheets_apart(
            file.name or "", file.read(), lambda shown, _hidden: shown, formulas=True
        )
    except RefusedError as refused:
        raise ValidationError(told(refused)) from None
    first = next(iter(found.values()), [])
    made = Read()
    _read_main(first, fields, made)
    tables = [one for one in fields if one.kind == Kind.TABLE]
    for n, one in enumerate(tables):
        if _title(n, one) in found:
            _read_table(found[_title(n, one)], one, made)
    return made


def _main(
    fields: Sequence[Field], values: Values, notes: Mapping[str, str], before: Values
) -> Iterator[list[object]]:
    by_key = {one.key: one for one in fields}
    yield [str(FIELD), _("What is asked"), _("Last time"), str(ANSWER), str(WHY)]
    for one in fields:
        if one.kind == Kind.TABLE:
            continue
        yield [
            one.label,
            " ".join(asked(one, by_key)),
            shown(one, before.get(one.key)),
            _cell(one, values.get(one.key)),
            notes.get(one.key, ""),
        ]


def asked(one: Field, by_key: Mapping[str, Field]) -> list[str]:
    """What a field wants, in words: its kind and unit, checks, and its explanation."""
    said = [str(Kind(one.kind).label) + (f"（{one.unit}）" if one.unit else "")]
    if one.options:
        said.append("、".join(one.options))
    if one.required:
        said.append(_("Must be filled in"))
    return [*said, *demands(one, by_key), *([one.help] if one.help else [])]


def _cell(one: Field, value: Any) -> object:
    if value is None or not one.is_counted:
        return shown(one, value)
    return int(value) if one.kind == Kind.WHOLE else float(value)


def _table(one: Field, values: Values) -> Iterator[list[object]]:
    yield [column.label for column in one.columns]
    for cells in values.get(one.key) or ():
        yield [*map(shown_simple, cells)]


def _title(n: int, one: Field) -> str:
    """A sheet's name as a spreadsheet takes it."""
    plain = "".join(c for c in one.label if c not in r"[]:*?/\'")
    return f"{n + 1} {plain[:24]}"


def _read_main(lines: Sequence[Line], fields: Sequence[Field], made: Read) -> None:
    known = by_label(fields)
    columns = [
        Column("field", in_all_languages(FIELD), as_text),
        Column("answer", in_all_languages(ANSWER), lambda cell: cell, required=False),
        Column("why", in_all_languages(WHY), as_text, required=False),
    ]
    table = read_lines(lines, columns)
    made.problems += table.problems
    if "answer" not in table.heads:
        told_of = _("There is no column “%(name)s”.") % {"name": ANSWER}
        raise ValidationError(told_of)
    for number, row in table.rows:
        one = known.get(same_words(row["field"]))
        if one is None or one.kind == Kind.TABLE:
            told_of = _("This form has no such field.")
            made.problems.append(RowProblem(number, row["field"][:60], told_of))
            continue
        try:
            made.values[one.key] = read(one, row.get("answer"))
        except ValidationError as error:
            text = " ".join(error.messages)
            made.problems.append(RowProblem(number, one.label, text))
        if row.get("why"):
            made.notes[one.key] = row["why"]


def _read_table(lines: Sequence[Line], one: Field, made: Read) -> None:
    """Its lines by the headings of the columns, wherever these stand."""
    columns = [
        Column(str(n), (column.label,), lambda cell: cell, required=n == 0)
        for n, column in enumerate(one.columns)
    ]
    try:
        table = read_lines(lines, columns)
    except ValidationError as error:
        made.problems.append(RowProblem(None, one.label, " ".join(error.messages)))
        return
    made.problems += table.problems
    answers = []
    for number, row in table.rows:
        cells = [row.get(str(n)) for n in range(len(one.columns))]
        kept, wrong = read_line(one.columns, cells)
        answers.append(kept)
        made.problems += [RowProblem(number, f"{one.label} {c}", w) for c, w in wrong]
    if len(answers) > MOST_LINES:
        told_of = str(TOO_MANY % {"n": MOST_LINES})
        made.problems.append(RowProblem(None, one.label, told_of))
    else:
        made.values[one.key] = answers or None
