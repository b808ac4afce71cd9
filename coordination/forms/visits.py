"""Making two inspections one visit: when it is, and how near they must be."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.models.visits import MOST_DAYS
from desk.reasons import ReasonForm

THEIRS = "theirs"


class OneVisitForm(ReasonForm):
    """Which of the two stays, at its own time or at another, and whether it also goes
    where only the other one did. The page draws the times."""

    kept = forms.IntegerField(widget=forms.HiddenInput)
    start = forms.CharField(required=False, max_length=40)
    elsewhere = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["reason"].label = _("Note")

    def clean_start(self) -> dt.datetime | None:
        """None: its own time."""
        text = self.cleaned_data["start"]
        if text in ("", THEIRS):
            return None
        try:
            found = dt.datetime.fromisoformat(text)
        except ValueError:
            raise ValidationError(_("Choose a time.")) from None
        return found if found.tzinfo else timezone.make_aware(found)


class ReachForm(ReasonForm):
    """Working days."""

    days = forms.IntegerField(
        label=_("Working days between two inspections"),
        min_value=0,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Write a whole number."),
            "required": _("Write a number."),
        },
    )
