"""A report form as a workbook: its fields line by line, written and read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from desk.importing import Column, Table, as_text, read_upload
from personnel.exchange.columns import in_all_languages
from tasking.asking.fields import Field, Kind
from tasking.asking.reading import Numbered, written

TITLES: dict[str, str | Promise] = {
    "label": pgettext_lazy("of a form", "Field"),
    "kind": pgettext_lazy("of a field", "Kind"),
    "required": gettext_lazy("Must be filled in"),
    "unit": gettext_lazy("Unit"),
    "decimals": gettext_lazy("Decimals"),
    "least": pgettext_lazy("of a field", "At least"),
    "most": pgettext_lazy("of a field", "At most"),
    "options": gettext_lazy("Choices, apart by ；"),
    "columns": gettext_lazy("Columns of the table, apart by ；"),
    "sum_of": gettext_lazy("Is the sum of"),
    "not_more_than": gettext_lazy("Is not more than"),
    "not_before": gettext_lazy("Is not before"),
    "steady": gettext_lazy("Rarely changes"),
    "item": gettext_lazy("Datum"),
    "help": gettext_lazy("Explanation"),
}
"""Headings by the names of a line's parts."""
NEEDED = ("label", "kind")
FLAGS = ("required", "steady")


def columns() -> list[Column]:
    return [
        Column(name, in_all_languages(title), as_text, required=name in NEEDED)
        for name, title in TITLES.items()
    ]


def read_form(file: UploadedFile[bytes]) -> tuple[Table, list[Numbered]]:
    """The lines of a form as somebody's spreadsheet has them, in their order."""
    table = read_upload(file, columns())
    return table, [Numbered(number, row) for number, row in table.rows]


def form_sheet(fields: Sequence[Field]) -> Iterator[list[object]]:
    """A row of headings and one per field."""
    yield [str(title) for title in TITLES.values()]
    for line in written(fields):
        cells = dict(line)
        cells["kind"] = str(Kind(line["kind"]).label)
        for flag in FLAGS:
            cells[flag] = _("Yes") if line[flag] else _("No")
        yield [cells[name] for name in TITLES]
