"""An audit's lists as a workbook, and a sample as one to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from budget.auditing.columns import PAYMENTS, Cell, Columns
from budget.auditing.findings import FINDINGS
from budget.auditing.looked import Looked
from budget.auditing.sampling import Sample
from desk.sheets.writing import Cells, Sheet
from organization.templatetags import formats


@dataclass(frozen=True)
class Told:
    """A cell as the page shows it; numbers stand to the right."""

    text: str
    head: str
    number: bool


@dataclass(frozen=True)
class ToldRow:
    url: str
    cells: list[Told]


def told(columns: Columns, rows: Iterable[Any], at: Looked) -> Iterator[ToldRow]:
    """The rows of a list for the page."""
    heads = [str(head) for head in columns.heads]
    for row in rows:
        pairs = zip(columns.cells(row, at), heads, strict=True)
        yield ToldRow(columns.url(row), [_told(cell, head) for cell, head in pairs])


def audit_book(at: Looked) -> Iterator[Sheet]:
    """A sheet per list."""
    for one in FINDINGS:
        yield Sheet(str(one.tab), _table(one.columns, one.rows(at), at))


def sample_book(sample: Sample, at: Looked) -> Iterator[Sheet]:
    """The payments in the order of the draw, with room for what was found."""
    heads, *rows = _table(PAYMENTS, sample.rows, at)
    # To the second, as in the draw's address: it decides which payments are drawn.
    until = f"{timezone.localtime(sample.until):%Y-%m-%d %H:%M:%S}"
    yield Sheet(
        _("Sample"),
        [
            [_("No."), *heads, _("Documents seen"), _("Remarks")],
            *([n, *row, "", ""] for n, row in enumerate(rows, 1)),
        ],
    )
    yield Sheet(
        _("How it was drawn"),
        [
            [_("Bureau"), _("Year"), _("Seed"), _("Released before"), _("Drawn from")],
            [at.bureau.label, at.year, sample.seed, until, sample.of],
            [],
            [_("Of each payment the SHA-256 of «seed:id»; the smallest are drawn.")],
        ],
    )


def _table(columns: Columns, rows: Iterable[Any], at: Looked) -> Iterator[Cells]:
    yield [str(head) for head in columns.heads]
    for row in rows:
        yield list(columns.cells(row, at))


def _told(cell: Cell, head: str) -> Told:
    if isinstance(cell, Decimal):
        return Told(formats.yuan(cell), head, number=True)
    text = "" if cell is None else str(cell)
    return Told(text, head, number=isinstance(cell, int))
