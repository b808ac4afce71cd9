"""Small helpers to write SVG: x in per cent of the plot, y in px.

Such a picture is fluid at any width without script, its text is never scaled, and it
needs no style attribute, which the content security policy forbids.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

EMPTY = SafeString("")
_WIDE_FROM = 0x2E7F


def number(value: float) -> str:
    """At most three decimals, no trailing zeros."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def pct(value: float) -> str:
    return f"{number(value)}%"


def tag(name: str, /, *children: str, **attributes: object) -> SafeString:
    """One element. `class_` loses its last underscore, others become hyphens;
    None and "" leave an attribute out; plain strings are escaped."""
    written = "".join(
        [
            f' {_name(key)}="{_value(value)}"'
            for key, value in attributes.items()
            if value is not None and value != ""
        ]
    )
    inner = "".join([_inner(child) for child in children])
    return SafeString(f"<{name}{written}>{inner}</{name}>")


@cache
def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: object) -> str:
    return number(value) if isinstance(value, float) else escape(str(value))


def _inner(child: str) -> str:
    return child if type(child) is SafeString else conditional_escape(child)


def join(parts: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(parts))


@lru_cache(maxsize=4096)
def text_width(text: str) -> float:
    """Estimated width in px at 12 px: a Chinese character is twice a Latin one."""
    return sum(12 if ord(char) > _WIDE_FROM or char in "“”·—" else 6.8 for char in text)


def box(
    class_: str,
    x: float,
    y: float,
    width: float,
    height: float,
    rx: float | None = None,
) -> SafeString:
    """A rectangle: x and width in per cent, y and height in px."""
    round_ = "" if rx is None else f' rx="{number(rx)}"'
    return SafeString(
        f'<rect class="{class_}" x="{number(x)}%" y="{number(y)}" '
        f'width="{number(max(width, 0))}%" height="{number(max(height, 0))}"{round_}>'
        "</rect>"
    )


def upright(class_: str, x: float, y1: float, y2: float) -> SafeString:
    place = number(x)
    return SafeString(
        f'<line class="{class_}" x1="{place}%" x2="{place}%" '
        f'y1="{number(y1)}" y2="{number(y2)}"></line>'
    )


def level(class_: str, y: float, x1: float = 0, x2: float = 100) -> SafeString:
    return tag("line", class_=class_, x1=pct(x1), x2=pct(x2), y1=float(y), y2=float(y))


def words(
    class_: str, x: float, y: float, *content: str, dx: float | None = None
) -> SafeString:
    return tag("text", *content, class_=class_, x=pct(x), y=float(y), dx=dx)


def at(x: float, y: float, *children: str, width: float = 1) -> SafeString:
    """A place with px coordinates of its own, at x per cent."""
    inner = "".join([_inner(child) for child in children])
    return SafeString(
        f'<svg x="{number(x)}%" y="{number(y)}" width="{number(width)}" height="1" '
        f'overflow="visible">{inner}</svg>'
    )
