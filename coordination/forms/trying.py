"""A workbook handed in to be judged."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from desk.sheets.archive import MOST_PACKED


class TableForm(forms.Form):
    """Looks at name and size only; the content is read by the judge, apart."""

    file = forms.FileField(
        label=_("Your table"),
        validators=[
            FileExtensionValidator(
                ["xlsx"], _("Save the file as .xlsx and hand it in again.")
            )
        ],
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        found: UploadedFile[bytes] = self.cleaned_data["file"]
        if (found.size or 0) > MOST_PACKED:
            text = _("The file is larger than %(most)s MB.")
            raise forms.ValidationError(text, params={"most": MOST_PACKED // 2**20})
        return found

    def content(self) -> tuple[str, bytes]:
        """Name and bytes of a valid form."""
        found: Any = self.cleaned_data["file"]
        return str(found.name), bytes(found.read())
