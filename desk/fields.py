"""Form fields that read what people type, for the forms of every room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
TOO_LONG = {
    "max_length": ngettext_lazy(
        "At most %(limit_value)d character.",
        "At most %(limit_value)d characters.",
        "limit_value",
    )
}


def number(label: Any, **kwargs: Any) -> forms.DecimalField:
    """A decimal number, typed."""
    invalid = {"invalid": _("Write a number, for instance 12.5.")}
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label, required=False, error_messages=invalid, widget=widget, **kwargs
    )


class ShareField(forms.DecimalField):
    """A part of a whole as a percentage with at most one decimal; 12.5 is 0.125."""

    def __init__(self, **kwargs: Any) -> None:
        said = {
            "invalid": _("Write a percentage, for instance 12.5."),
            "max_decimal_places": _("At most one decimal."),
            "min_value": _("Between 0 and 100."),
            "max_value": _("Between 0 and 100."),
        }
        super().__init__(
            required=False,
            error_messages=said,
            widget=forms.TextInput(
                attrs={"inputmode": "decimal", "autocomplete": "off"}
            ),
            min_value=0,
            max_value=100,
            decimal_places=1,
            **kwargs,
        )

    def clean(self, value: Any) -> Decimal | None:
        found: Decimal | None = super().clean(value)
        return None if found is None else found / 100

    def prepare_value(self, value: Any) -> Any:
        """A share as the percentage; what was typed as it was."""
        if isinstance(value, Decimal):
            return f"{(value * 100).normalize():f}"
        return value


def whole(label: Any, **kwargs: Any) -> forms.IntegerField:
    """A whole number, typed; it must be there."""
    said = {
        "invalid": _("Write a whole number."),
        "required": _("This must be filled in."),
    }
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(label=label, error_messages=said, widget=widget, **kwargs)


def one_line(label: Any, most: int, **attrs: Any) -> forms.CharField:
    """A few words, typed; whether they may be missing the service says."""
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(
        label=label,
        max_length=most,
        required=False,
        error_messages=TOO_LONG,
        widget=widget,
    )


def words(label: Any, *, most: int = 2000, rows: int = 2) -> forms.CharField:
    """Some sentences, typed; whether they may be missing the service says."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label,
        max_length=most,
        required=False,
        error_messages=TOO_LONG,
        widget=widget,
    )


def choose_among(
    form: forms.BaseForm,
    name: str,
    given: models.QuerySet[Any] | Iterable[tuple[Any, Any]],
) -> None:
    """What a field of this form offers: rows of a table, or (value, label) pairs."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        if not isinstance(given, models.QuerySet):
            raise TypeError(f"{name} chooses among rows")
        field.queryset = given
    elif isinstance(field, forms.ChoiceField):
        field.choices = list(given)
    else:
        raise TypeError(f"{name} offers no choice")


class DayField(forms.DateField):
    """A local date, picked or typed; not before the year `since`."""

    widget = forms.DateInput

    def __init__(self, *, since: int = 2000, **kwargs: Any) -> None:
        self.since = since
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(required=False, input_formats=_DATES, widget=widget, **kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        try:
            found = super().to_python(value)
        except ValidationError:
            raise ValidationError(
                _("“%(value)s” is not a date; write 2026-06-03."),
                params={"value": str(value)[:40]},
            ) from None
        if found and not self.since <= found.year < 2200:
            raise ValidationError(_("Check the year."))
        return found
