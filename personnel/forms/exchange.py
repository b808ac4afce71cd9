"""A file that is handed in, and what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from desk.sheets.archive import MOST_PACKED


class FileForm(forms.Form):
    """Looks at name and size only; a worker reads the content."""

    file = forms.FileField(
        label=_("File"),
        validators=[
            FileExtensionValidator(
                ["xlsx", "csv"],
                _("Save the file as .xlsx or .csv and hand it in again."),
            )
        ],
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        found: UploadedFile[bytes] = self.cleaned_data["file"]
        if (found.size or 0) > MOST_PACKED:
            text = _("The file is larger than %(most)s MB.")
            raise forms.ValidationError(text, params={"most": MOST_PACKED // 2**20})
        return found

    def named(self) -> tuple[str, bytes]:
        """Name and bytes of a valid form's file."""
        found: Any = self.cleaned_data["file"]
        return str(found.name), bytes(found.read())


class ImportForm(FileForm):
    """Also asks what the file is about."""

    field_order = ("kind", "file")
    kind = forms.ChoiceField(
        label=_("What the file is about"),
        error_messages={
            "required": _("Say what the file is about."),
            "invalid_choice": _("Say what the file is about."),
        },
    )

    def __init__(self, kinds: Sequence[tuple[str, str]], *args: Any) -> None:
        super().__init__(*args)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(kinds)

    def content(self) -> tuple[str, str, bytes]:
        """Kind, name and bytes of a valid form."""
        return self.cleaned_data["kind"], *self.named()
