"""Form fields that read what people type: dates, lists of words, lists of ids."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk.fields import TOO_LONG, DayField, choose_among, number, words

__all__ = [
    "TOO_LONG",
    "ClockField",
    "DayField",
    "IdsField",
    "WordsField",
    "choose_among",
    "ends",
    "number",
    "split_end",
    "split_start",
    "starts",
    "words",
]

_SEPARATORS = re.compile(r"[,，、;；\n]")
_TIMES = ("%H:%M", "%H:%M:%S", "%H：%M", "%H%M")


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
