"""A report form as it is written on a page, and answers as they are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.fields import whole
from desk.reasons import ReasonForm
from tasking.asking.fields import MOST_FIELDS, MOST_LINES, Field, Kind
from tasking.asking.reading import LINE, Numbered
from tasking.models import TaskForm
from tasking.services.report_forms import LONGEST_TITLE, Reminders

EMPTY = dict.fromkeys(LINE, "")
FRESH = 4
"""So many empty fields stand below those that are written."""
SPARE = 2
"""So many empty lines stand in a table."""


class TaskFormForm(ReasonForm):
    """What the form is called, and when stations are reminded of it."""

    title = forms.CharField(label=_("Title of the form"), max_length=LONGEST_TITLE)
    before = whole(_("Remind, working days before the due"), initial=2)
    after = whole(_("Remind, working days after the due"), initial=1)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    file = forms.FileField(
        label=_("Form in Excel"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *given: Any, held: TaskForm | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        del self.fields["reason"]
        self.fields["title"].error_messages["required"] = _("This must be filled in.")
        if held is not None:
            self.initial["title"] = held.form.title
            self.initial["before"] = held.remind_before
            self.initial["after"] = held.remind_after

    @property
    def reminders(self) -> Reminders:
        got = self.cleaned_data
        return Reminders(got["before"], got["after"])


class TextForm(ReasonForm):
    """What a field is called and how it is explained."""

    label = forms.CharField(required=False, max_length=200)
    help = forms.CharField(required=False, max_length=1000)


def lines_of(data: Mapping[str, str]) -> list[Numbered]:
    """The lines that were written, in the order asked for; those left empty and those
    to be removed are left out."""
    found = []
    for n in range(1, MOST_FIELDS + FRESH + 2):
        line = {name: data.get(f"f{n}-{name}", "").strip() for name in LINE}
        said = {name for name in line if line[name]} - {"key", "kind", "required"}
        if not said or data.get(f"f{n}-remove"):
            continue
        found.append((_place(data.get(f"f{n}-place", ""), n), n, line))
    found.sort(key=lambda one: one[:2])
    return [Numbered(n, line) for n, (_at, _n, line) in enumerate(found, 1)]


def _place(text: str, n: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else n


def shown_lines(lines: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The lines of the page, with empty ones to go on, each with its number."""
    fresh = min(FRESH, max(0, MOST_FIELDS - len(lines)))
    blank = EMPTY | {"required": "1", "kind": Kind.WHOLE}
    return [
        {"n": n, "name": f"f{n}", "opened": _is_open(line), **EMPTY, **line}
        for n, line in enumerate([*lines, *[blank] * fresh], 1)
    ]


def _is_open(line: Mapping[str, str]) -> bool:
    """Is there something to see beyond the name and the kind?"""
    return any(line.get(name) for name in ("options", "columns", "sum_of"))


def typed_values(fields: Sequence[Field], data: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, by key: a text, or of a table its lines of texts."""
    found: dict[str, Any] = {}
    for field in fields:
        if field.kind == Kind.TABLE:
            found[field.key] = _typed_lines(field, data)
        else:
            found[field.key] = data.get(f"a-{field.key}", "")
    return found


def _typed_lines(field: Field, data: Mapping[str, str]) -> list[list[str]]:
    lines = [
        [data.get(f"t-{field.key}-{n}-{m}", "") for m in range(len(field.columns))]
        for n in range(MOST_LINES + SPARE)
    ]
    return [cells for cells in lines if any(cell.strip() for cell in cells)]


def typed_notes(fields: Sequence[Field], data: Mapping[str, str]) -> dict[str, str]:
    return {field.key: data.get(f"n-{field.key}", "") for field in fields}
