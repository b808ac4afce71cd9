"""Files handed in with what a station says; what may be in them the desk judges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.kinds import ENDINGS


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [one for one in data or () if one]


def evidence() -> FilesField:
    """The field that services answer under `evidence`."""
    accept = ",".join(f".{ending}" for ending in ENDINGS)
    widget = FilesInput(attrs={"multiple": True, "accept": accept})
    return FilesField(label=_("Evidence"), required=False, widget=widget)
