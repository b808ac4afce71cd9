"""A file of money that is handed in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from personnel.forms.exchange import FileForm


class MoneyFileForm(FileForm):
    """`same` is asked only where the very file has been put in force before."""

    same = forms.BooleanField(
        label=_("I mean it: the same file once more"), required=False
    )
