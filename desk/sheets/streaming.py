"""Workbooks of tens of thousands of rows, written as the rows come.

Of the format (ECMA-376) what a spreadsheet needs and no more: text inline, numbers,
days and moments as their serial numbers, a bold first row that stays in sight. The
library that reads workbooks takes eight times as long to write them row by row.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter

from desk.sheets.book import DAY, MOMENT, safe
from desk.sheets.writing import Cells, Sheet

NO_CHARACTERS = re.compile("[\ufffe\uffff]")  # to XML
BOLD, YUAN, ON_DAY, AT = 1, 2, 3, 4  # places of the formats in STYLES
FIRST = dt.date(1899, 12, 30)  # day 0 of spreadsheets, from March 1900 on
SECONDS = 24 * 60 * 60
TOGETHER = 500  # rows that are packed at once
FAST = 1  # of nine: the text is repetitive, more would cost time and save little

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OPEN = "http://schemas.openxmlformats.org"
MAIN = f"{OPEN}/spreadsheetml/2006/main"
OFFICE = f"{OPEN}/officeDocument/2006/relationships"
PACKAGE = f"{OPEN}/package/2006"
PART = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PLAIN = 'numFmtId="0" fontId="0" fillId="0" borderId="0"'
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="3">'
    '<numFmt numFmtId="164" formatCode="#,##0.00"/>'
    f'<numFmt numFmtId="165" formatCode="{DAY}"/>'
    f'<numFmt numFmtId="166" formatCode="{MOMENT}"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border>'
    "</borders>"
    f'<cellStyleXfs count="1"><xf {PLAIN}/></cellStyleXfs>'
    f'<cellXfs count="5"><xf {PLAIN} xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    + "".join(
        f'<xf numFmtId="{n}" fontId="0" fillId="0" borderId="0" xfId="0"'
        ' applyNumberFormat="1"/>'
        for n in (164, 165, 166)
    )
    + "</cellXfs>"
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)


def streamed_bytes(sheets: Sequence[Sheet]) -> bytes:
    """A sheet per table; the first row of each is its heading. Cells are text, numbers,
    days or moments without a zone; titles have at most 31 characters."""
    stream = BytesIO()
    stream_to(stream, sheets)
    return stream.getvalue()


def stream_to(stream: IO[bytes], sheets: Sequence[Sheet]) -> None:
    """The same into a file, a few hundred rows at a time."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST) as to:
        for name, text in _frame([sheet.title for sheet in sheets]):
            to.writestr(name, HEAD + text)
        for number, sheet in enumerate(sheets, 1):
            with to.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                for text in _sheet(sheet.rows):
                    part.write(text.encode())


def _frame(titles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The parts around the sheets: what there is, and what hangs on what."""
    numbers = range(1, len(titles) + 1)
    kinds = [("workbook.xml", "sheet.main"), ("styles.xml", "styles")]
    kinds += [(f"worksheets/sheet{n}.xml", "worksheet") for n in numbers]
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/xl/{name}" ContentType="{PART}.{kind}+xml"/>'
            for name, kind in kinds
        )
        + "</Types>",
    )
    yield "_rels/.rels", _related([("officeDocument", "xl/workbook.xml")])
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    related = _related([*targets, ("styles", "styles.xml")])
    yield "xl/_rels/workbook.xml.rels", related
    names = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{n}" r:id="r{n}"/>'
        for n, title in enumerate(titles, 1)
    )
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets>'
        "</workbook>",
    )
    yield "xl/styles.xml", STYLES


def _related(targets: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _sheet(rows: Iterable[Cells]) -> Iterator[str]:
    """The part of one sheet, in pieces."""
    lines = iter(rows)
    heading = [str(name) for name in next(lines)]
    letters = [get_column_letter(n) for n in range(1, len(heading) + 1)]
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{max(11, 2 * len(name) + 2)}"'
        ' customWidth="1"/>'
        for n, name in enumerate(heading, 1)
    )
    yield (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{widths}</cols><sheetData>"
    )
    yield _row(1, letters, [_text(name, BOLD) for name in heading])
    some: list[str] = []
    for number, cells in enumerate(lines, 2):
        some.append(_row(number, letters, map(_cell, cells)))
        if len(some) == TOGETHER:
            yield "".join(some)
            some.clear()
    yield "".join(some) + "</sheetData></worksheet>"


def _row(number: int, letters: Sequence[str], cells: Iterable[str]) -> str:
    told = "".join(
        f'<c r="{letter}{number}"{cell}</c>'
        for letter, cell in zip(letters, cells, strict=True)
        if cell
    )
    return f'<row r="{number}">{told}</row>'


def _cell(value: object) -> str:
    """What stands in a cell's element behind its place; "" where nothing does."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Decimal):
        return f' s="{YUAN}"><v>{value:f}</v>'
    if isinstance(value, dt.datetime):
        days, clock = (value.date() - FIRST).days, value.time()
        spent = clock.hour * 3600 + clock.minute * 60 + clock.second
        return f' s="{AT}"><v>{days + spent / SECONDS:.8f}</v>'
    if isinstance(value, dt.date):
        return f' s="{ON_DAY}"><v>{(value - FIRST).days}</v>'
    return f"><v>{value}</v>"


@lru_cache(4096)  # names and kinds stand in every row
def _text(value: str, style: int = 0) -> str:
    written = escape(NO_CHARACTERS.sub("", str(safe(value))))
    return f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{written}</t></is>'
