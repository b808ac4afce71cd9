"""Template tags every page uses: icons, dates, hours, money, theme."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organization.templatetags import formats
from organization.templatetags.icons import icon as draw_icon

register = template.Library()

THEME_COOKIES = ("__Host-theme", "theme")
"""A browser writes the first one over https, where only this host could have."""
_TONES = {"error": "bad", "warning": "warn", "success": "good"}
_TONE_ICONS = {"bad": "bad", "warn": "info", "good": "ok"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    return draw_icon(name, label)


@register.simple_tag
def html_lang() -> str:
    return formats.html_lang()


@register.simple_tag(takes_context=True)
def theme(context: Mapping[str, object]) -> str:
    """The chosen theme, or nothing: then the page follows the system."""
    request = context.get("request")
    if not isinstance(request, HttpRequest):
        return ""
    chosen = next(filter(None, map(request.COOKIES.get, THEME_COOKIES)), "")
    return chosen if chosen in ("light", "dark") else ""


@register.filter
def tone(message: object) -> str:
    """The note class for a message of django.contrib.messages."""
    return _TONES.get(getattr(message, "level_tag", ""), "")


@register.filter
def tone_icon(tone_name: str) -> SafeString:
    return draw_icon(_TONE_ICONS.get(tone_name, "ok"))


@register.filter
def undo_of(message: object) -> str:
    """The number under which what a message tells can be taken back; "" where not."""
    found = re.search(r"\bundo-(\d+)\b", getattr(message, "extra_tags", "") or "")
    return found[1] if found else ""


def _time(value: date | datetime | None, text: str) -> SafeString | str:
    if value is None:
        return ""
    stamp = formats.local(value) if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', stamp.isoformat(), text)


@register.filter
def day(value: date | datetime | None) -> SafeString | str:
    """6月12日（周五）"""
    return _time(value, formats.full_day(value)) if value else ""


@register.filter
def following(texts: Iterable[object]) -> str:
    """Sentences behind another one: a space before each in English, none in Chinese."""
    between = "" if formats.chinese() else " "
    return "".join(f"{between}{text}" for text in texts)


@register.simple_tag
def gap() -> str:
    """Between two sentences: a space in English, nothing in Chinese."""
    return "" if formats.chinese() else " "


@register.filter
def month(value: date | datetime | None) -> str:
    """2026年11月"""
    return formats.month(value) if value else ""


@register.filter
def due_day(value: date | datetime | None) -> SafeString | str:
    """Like `day` for the end of a half-open period: its last day."""
    return day(formats.last_day(value)) if value else ""


@register.filter
def plain_day(value: date | datetime | None) -> SafeString | str:
    """6月12日"""
    return _time(value, formats.month_day(value)) if value else ""


@register.filter
def cell_day(value: date | datetime | None) -> SafeString | str:
    """6/12"""
    return _time(value, formats.cell_day(value)) if value else ""


@register.filter
def day_text(value: date | datetime | None) -> str:
    """`day` without markup, for attributes and translated sentences."""
    return formats.full_day(value) if value else ""


@register.filter
def weekday(value: date | datetime | None) -> str:
    return formats.weekday(value) if value else ""


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """6月12日（周五）18:00"""
    return _time(value, formats.full_moment(value)) if value else ""


@register.filter
def clock(value: datetime | None) -> SafeString | str:
    """18:00"""
    return _time(value, formats.clock(value)) if value else ""


@register.simple_tag
def span(start: date | datetime, end: date | datetime) -> str:
    """6月3日至12日"""
    return formats.span(start, end)


# A variable that is missing arrives as "": blank, while None is unknown.
@register.filter
def hours(value: formats.Number | Literal[""] | None) -> str:
    return "" if value == "" else formats.hours(value)


@register.filter
def short_hours(value: formats.Number | Literal[""] | None) -> str:
    return "" if value == "" else formats.short_hours(value)


@register.filter
def yuan(value: formats.Number | Literal[""] | None, decimals: int = 2) -> str:
    return "" if value == "" else formats.yuan(value, decimals=decimals)


@register.filter
def percent(value: Any) -> str:
    """0.35 as 35%."""
    return "" if value in (None, "") else f"{round(float(value) * 100)}%"


@register.filter
def tenth_percent(value: Decimal) -> str:
    """Decimal("0.375") as 37.5%."""
    return f"{formats.hours(value * 100)}%"


@register.filter
def share(value: Fraction | Literal[""] | None) -> str:
    """A fraction as 38.5%."""
    return "" if value == "" else formats.share(value)


@register.filter
def tenths(value: Fraction | int | Literal[""] | None) -> str:
    """At most one decimal; unknown is a question mark."""
    if value == "":
        return ""
    return formats.hours(None if value is None else float(value))


@register.simple_tag
def thousandths(value: int) -> str:
    """375 as 37.5%."""
    return f"{formats.hours(Decimal(value) / 10)}%"


@register.filter
def item(mapping: Mapping[object, object], key: object) -> object:
    """Value of a key that is only known in the template; empty when missing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def due_moment(value: datetime | None) -> SafeString | str:
    """A due date: the day it ends, and the hour unless that is the end of the day."""
    if value is None:
        return ""
    midnight = formats.clock(value) == "00:00"
    return due_day(value) if midnight else moment(value)
