"""Form fields that read what people type: dates, lists of words, lists of ids."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

_SEPARATORS = re.compile(r"[,，、;；\n]")
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
_TIMES = ("%H:%M", "%H:%M:%S", "%H：%M", "%H%M")
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
    """A local date, picked or typed."""

    widget = forms.DateInput

    def __init__(self, **kwargs: Any) -> None:
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
        if found and not 2000 <= found.year < 2200:
            raise ValidationError(_("Check the year."))
        return found


class ClockField(forms.TimeField):
    """A local time of day."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(required=False, input_formats=_TIMES, widget=widget, **kwargs)

    def to_python(self, value: Any) -> dt.time | None:
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(
                _("“%(value)s” is not a time; write 18:00."),
                params={"value": str(value)[:40]},
            ) from None


class WordsField(forms.CharField):
    """Words between commas or 、 as a tuple, each once, in the order typed."""

    def __init__(self, *, most: int = 40, **kwargs: Any) -> None:
        self.most = most
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> tuple[str, ...]:
        text = super().clean(value)
        words = (word.strip() for word in _SEPARATORS.split(text or ""))
        found = tuple(dict.fromkeys(word for word in words if word))
        long = next((word for word in found if len(word) > 40), None)
        if long:
            raise ValidationError(
                _("“%(word)s” is too long: at most 40 characters each."),
                params={"word": f"{long[:20]}…"},
            )
        if len(found) > self.most:
            raise ValidationError(
                _("At most %(most)s entries."), params={"most": self.most}
            )
        return found


class IdsField(forms.Field):
    """Ids of the checkboxes ticked; they are drawn by the page itself."""

    widget = forms.SelectMultiple

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> list[int]:
        found = []
        for one in value or ():
            text = str(one)
            if not (text.isascii() and text.isdigit() and len(text) < 18):
                raise ValidationError(_("There is no such entry any more."))
            found.append(int(text))
        return list(dict.fromkeys(found))


def starts(day: dt.date | None, clock: dt.time | None) -> dt.datetime | None:
    """A date alone begins with its day."""
    if day is None:
        return None
    return timezone.make_aware(dt.datetime.combine(day, clock or dt.time()))


def ends(day: dt.date | None, clock: dt.time | None = None) -> dt.datetime | None:
    """A date alone ends with its day, so at the following midnight."""
    if day is None:
        return None
    if clock is None:
        return starts(day + dt.timedelta(days=1), None)
    return starts(day, clock)


def split_end(moment: dt.datetime | None) -> tuple[dt.date | None, dt.time | None]:
    """The date and the time a person would type for this end; the inverse of `ends`."""
    if moment is None:
        return None, None
    wall = timezone.localtime(moment)
    if wall.time() == dt.time():
        return (wall - dt.timedelta(days=1)).date(), None
    return wall.date(), wall.time()


def split_start(moment: dt.datetime | None) -> tuple[dt.date | None, dt.time | None]:
    """The inverse of `starts`."""
    if moment is None:
        return None, None
    wall = timezone.localtime(moment)
    return wall.date(), None if wall.time() == dt.time() else wall.time()
