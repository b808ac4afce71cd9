"""A list as an answer: as a file, or as a page for paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from desk.answers import XLSX
from desk.lists.table import MOST_ROWS, Listing
from desk.sheets.streaming import stream_to
from desk.sheets.writing import Cells, Sheet, csv_to
from desk.taking.answers import file_out
from desk.taking.file import File, Passed
from organization.audit import record
from organization.http import SignedIn

Writer = Callable[[IO[bytes], Listing[Any], Iterator[Cells]], None]


def _workbook(stream: IO[bytes], what: Listing[Any], rows: Iterator[Cells]) -> None:
    stream_to(stream, [Sheet(_sheet_title(what.title), rows), *what.more])


def _utf8(stream: IO[bytes], _what: Listing[Any], rows: Iterator[Cells]) -> None:
    """With a mark, so that Excel and WPS show Chinese."""
    csv_to(stream, rows, "utf-8-sig")


def _gb18030(stream: IO[bytes], _what: Listing[Any], rows: Iterator[Cells]) -> None:
    """It holds every character there is, the rarest in four bytes."""
    csv_to(stream, rows, "gb18030")


FILES: dict[str, tuple[str, str, Writer]] = {
    "xlsx": ("xlsx", XLSX, _workbook),
    "csv": ("csv", "text/csv; charset=utf-8", _utf8),
    "gb18030": ("csv", "text/csv; charset=gb18030", _gb18030),
}
PRINT = "print"
WIDE = 6  # columns from which a page lies on its side
SHORT = 6  # signs that stand in one line


def kind_asked(request: SignedIn) -> str:
    """`?as=` of the address: a kind of file, "print", or "" for the page itself."""
    kind = request.GET.get("as", "")
    if kind and kind != PRINT and kind not in FILES:
        raise Http404
    return kind


def taken_out(request: SignedIn, kind: str, what: Listing[Any]) -> HttpResponseBase:
    """The list in one of the kinds, all pages of it."""
    if kind == PRINT:
        record("table.take", by=request.user, kind=f"list.{what.name}", form=kind)
        return _printed(request, what)
    return file_out(request, _file(kind, what))


def _file(kind: str, what: Listing[Any]) -> File:
    ending, media_type, write = FILES[kind]

    def written(stream: IO[bytes], told: Passed) -> None:
        heads: list[Cells] = [[*what.heads]]
        lines = _readable(what.lines())
        # What may follow says that there are more, and is no row.
        below = chain(told(islice(lines, MOST_ROWS)), lines)
        write(stream, what, chain(heads, below))

    name = f"{what.title}-{timezone.localdate():%Y%m%d}.{ending}"
    noted = {"kind": f"list.{what.name}", "form": kind}
    return File(name, media_type, what.size, written, noted)


def _readable(lines: Iterable[Cells]) -> Iterator[Cells]:
    """What the reader's language makes of words that wait for it."""
    for cells in lines:
        yield [_word(cell) for cell in cells]


def _word(cell: object) -> object:
    if isinstance(cell, Decimal | float):
        return int(cell) if cell == int(cell) else float(cell)
    plain = (str, int, float, dt.date, type(None))
    return cell if isinstance(cell, plain) else str(cell)


def _printed(request: SignedIn, what: Listing[Any]) -> HttpResponse:
    """A page for paper: no controls but the one that prints."""
    rows = [[as_read(cell) for cell in cells] for cells in what.lines()]
    numbers = {n for row in rows for n, (_t, kind) in enumerate(row) if kind == "num"}
    context = {
        "what": what,
        "heads": [(head, n in numbers) for n, head in enumerate(what.heads)],
        "rows": rows,
        "count": min(len(rows), MOST_ROWS),
        "wide": len(what.columns) >= WIDE,
        "back": _without_kind(request),
        "now": timezone.now(),
        "membership": next(iter(request.user.scope.memberships), None),
    }
    answer = render(request, "desk/list_print.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def as_read(value: object) -> tuple[str, str]:
    """(as it is read on paper, the class of its cell)."""
    cell = _word(value)
    if cell is None:
        return "", ""
    if isinstance(cell, dt.datetime):
        return f"{cell:%Y-%m-%d %H:%M}", "nw"
    if isinstance(cell, int | float):
        return str(cell), "num"
    text = str(cell)
    whole = isinstance(cell, dt.date) or len(text) <= SHORT
    return text, "nw" if whole else ""


def _without_kind(request: SignedIn) -> str:
    query = request.GET.copy()
    query.pop("as", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _sheet_title(title: str) -> str:
    """What a spreadsheet takes for a name."""
    kept = "".join("-" if sign in "[]:*?/\\" else sign for sign in title)
    return kept.strip("'")[:31] or "1"
