"""What is typed and handed in at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.importing import Column, Table, as_day, as_text, read_upload
from organization.models import CalendarYear
from organization.services import NewDay

WORKS = {
    **dict.fromkeys(("workday", "work", "make-up workday", "makeup"), True),
    **dict.fromkeys(("班", "上班", "上班日", "工作日", "调休上班日", "补班"), True),
    **dict.fromkeys(("holiday", "off", "rest", "休", "放假", "假日"), False),
    **dict.fromkeys(("放假日", "节假日", "休息", "休息日"), False),
}
Status = CalendarYear.Status


def as_kind(cell: object) -> bool:
    """Is it worked on? In Chinese or English."""
    text = as_text(cell)
    if text.casefold() not in WORKS:
        message = _("“%(value)s” is neither workday nor holiday.")
        raise ValidationError(message % {"value": text[:40]})
    return WORKS[text.casefold()]


CALENDAR = (
    Column("date", ("日期", "date", "day"), as_day),
    Column("kind", ("类型", "kind", "type"), as_kind),
    Column("name", ("名称", "name"), as_text, required=False),
)
TITLES = {"day": "日期", "kind": "类型", "name": "名称"}


class YearForm(forms.Form):
    """A year's days as a file, and what they rest on."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=Status.choices,
        widget=forms.RadioSelect(attrs={"class": "btn-check"}),
        initial=Status.PUBLISHED,
    )
    source = forms.CharField(
        label=gettext_lazy("Notice"), max_length=120, required=False
    )

    def clean(self) -> dict[str, Any]:
        got = self.cleaned_data
        if got.get("status") == Status.PUBLISHED and not got.get("source", "").strip():
            text = _("Name the notice that published the year.")
            self.add_error("source", text)
        self.table = Table()
        if got.get("file"):
            try:
                self.table = read_upload(got["file"], CALENDAR)
            except ValidationError as error:
                self.add_error("file", error)
        return got

    @property
    def titles(self) -> dict[str, str]:
        """The file's headings under the names the service uses."""
        heads = self.table.heads
        return {("day" if name == "date" else name): heads[name] for name in heads}

    def days(self) -> list[NewDay]:
        """The sound rows."""
        return [
            NewDay(number, row["date"], row["kind"], row.get("name", ""))
            for number, row in self.table.rows
        ]
