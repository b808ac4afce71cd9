"""How dates, hours and money are written, in Chinese and in English.

Plain text only; `yp.py` makes template filters of it and the pictures use it directly.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils import timezone
from django.utils.translation import get_language

Number = Decimal | float | int

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_TENTH = Decimal("0.1")
_WAN = Decimal(10_000)
MINUS = "\N{MINUS SIGN}"


def chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def html_lang() -> str:
    """The value of the `lang` attribute."""
    return "zh-Hans" if chinese() else "en"


def local(moment: datetime) -> datetime:
    """Wall time; a naive moment is wall time already."""
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def as_date(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def last_day(end: date | datetime) -> date:
    """The last day inside a half-open period: one that ends at midnight shows the day
    before. A plain date is taken as the last day itself."""
    if not isinstance(end, datetime):
        return end
    return (local(end) - timedelta(microseconds=1)).date()


def month(value: date | datetime) -> str:
    """2026年11月 / November 2026."""
    day = as_date(value)
    if chinese():
        return f"{day.year}年{day.month}月"
    return f"{_MONTHS_EN[day.month - 1]} {day.year}"


def short_month(value: date) -> str:
    """11月 / Nov: for axes."""
    return f"{value.month}月" if chinese() else _MONTHS_EN[value.month - 1][:3]


def weekday(value: date | datetime) -> str:
    day_number = as_date(value).weekday()
    return f"周{_WEEKDAYS_ZH[day_number]}" if chinese() else _WEEKDAYS_EN[day_number]


def month_day(value: date | datetime, *, year: bool | None = None) -> str:
    """6月12日 / 12 June. The year is written when it is not the present one."""
    day = as_date(value)
    if year is None:
        year = day.year != timezone.localdate().year
    if chinese():
        return (f"{day.year}年" if year else "") + f"{day.month}月{day.day}日"
    text = f"{day.day} {_MONTHS_EN[day.month - 1]}"
    return f"{text} {day.year}" if year else text


def full_day(value: date | datetime, *, year: bool | None = None) -> str:
    """6月12日（周五） / Fri 12 June: wherever a date is decided."""
    text = month_day(value, year=year)
    return f"{text}（{weekday(value)}）" if chinese() else f"{weekday(value)} {text}"


def cell_day(value: date | datetime) -> str:
    """6/12 / 12 Jun: for cells and axes."""
    day = as_date(value)
    if chinese():
        return f"{day.month}/{day.day}"
    return f"{day.day} {_MONTHS_EN[day.month - 1][:3]}"


def clock(moment: datetime) -> str:
    return f"{local(moment):%H:%M}"


def full_moment(moment: datetime) -> str:
    """6月12日（周五）18:00 / Fri 12 June 18:00."""
    gap = "" if chinese() else " "
    return f"{full_day(moment)}{gap}{clock(moment)}"


def by_when(moment: datetime) -> str:
    """The day something must be done by; with the hour unless it is the day's end."""
    if clock(moment) == "00:00":
        return full_day(last_day(moment))
    return full_moment(moment)


def span(start: date | datetime, end: date | datetime) -> str:
    """6月3日至12日 / 3–12 June, both inside; a timed `end` is half-open."""
    first, last = as_date(start), last_day(end)
    if first >= last:
        return month_day(first)
    same_month = (first.year, first.month) == (last.year, last.month)
    if chinese():
        tail = f"{last.day}日" if same_month else month_day(last)
        return f"{month_day(first)}至{tail}"
    head = str(first.day) if same_month else f"{month_day(first)} "
    tail = month_day(last) if same_month else f" {month_day(last)}"
    return f"{head}–{tail}"


def hours(value: Number | None) -> str:
    """At most one decimal; unknown is a question mark, never zero."""
    if value is None:
        return "？" if chinese() else "?"
    return _plain(Decimal(str(value)).quantize(_TENTH, ROUND_HALF_UP))


def short_hours(value: Number | None) -> str:
    """Like `hours`, rounded up: what is missing must not look smaller than it is."""
    if value is None:
        return hours(None)
    rounded = Decimal(str(round(Decimal(str(value)), 6)))
    return _plain(rounded.quantize(_TENTH, ROUND_CEILING))


def share(value: Fraction | None) -> str:
    """0.3996 as 39.9%: rounded down, or what lies below 40 % would read as 40 %."""
    if value is None:
        return hours(None)
    tenths = value * 1000 // 1
    return f"{_plain(Decimal(tenths) / 10)}%"


def yuan(value: Number | None, *, decimals: int = 2) -> str:
    """12,800.00: yuan with thousands; a missing figure is blank."""
    if value is None:
        return ""
    return f"{Decimal(str(value)):,.{decimals}f}".replace("-", MINUS)


def round_yuan(value: Decimal) -> str:
    """40万元 / 400,000 yuan: a round amount, for axes."""
    if not chinese():
        return f"{_plain(value)} yuan"
    return f"{_plain(value / _WAN)}万元" if value >= _WAN else f"{_plain(value)}元"


def _plain(number: Decimal) -> str:
    text = f"{number:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS) if text != "-0" else "0"


def inner(title: str) -> str:
    """A title that stands inside quotation marks carries single ones itself."""
    return title.replace("“", "‘").replace("”", "’")
