"""The design tokens as they stand in static/css/tokens.css, and their contrast."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_VALUE = re.compile(r"--yp-([\w-]+):\s*(#[0-9A-F]{6})", re.IGNORECASE)
_LINEAR_BELOW = 0.04045
_PAPERS = ("surface", "canvas", "sunken", "rest")
_NOTES = ("accent-bg", "bad-bg", "warn-bg", "good-bg")
_HEAT = ("heat-0", "heat-1", "heat-2", "heat-3")
TEXT, MARK = 4.5, 3.0
"""The least contrast of text and of what is not text (WCAG 2.2, 1.4.3 and 1.4.11)."""


@dataclass(frozen=True)
class Use:
    """A colour, the grounds it stands on, and what it is for."""

    name: str
    grounds: tuple[str, ...]
    label: str | Promise
    least: float = TEXT


USES = (
    Use("ink", (*_PAPERS, *_NOTES, *_HEAT, "bar"), _("text")),
    Use("ink-2", (*_PAPERS, *_NOTES, *_HEAT[:2]), _("secondary text")),
    Use("ink-3", (*_PAPERS, "accent-bg", "bad-bg", "warn-bg"), _("captions")),
    Use("accent", (*_PAPERS, *_NOTES), _("acts, selection, today, focus")),
    Use("bad", (*_PAPERS, "accent-bg", "bad-bg"), _("does not fit")),
    Use("warn", (*_PAPERS, "accent-bg", "warn-bg"), _("tight, overdue, counter")),
    Use("good", (*_PAPERS, "accent-bg", "good-bg"), _("connected, settled")),
    Use("on-btn", ("btn", "btn-hover"), _("on a primary button")),
    Use("surface", ("ink", "bad", "accent"), _("on a filled mark")),
    Use("edge", (*_PAPERS, "bad-bg"), _("edges of controls"), MARK),
    Use("bar-edge", _PAPERS, _("edges of bars"), MARK),
)
"""Every pair of which the style sheets make use."""


@dataclass(frozen=True)
class Swatch:
    """A colour with both values and the least contrast it has on its grounds."""

    use: Use
    light: str
    dark: str
    light_contrast: float
    dark_contrast: float


@cache
def themes() -> Mapping[str, Mapping[str, str]]:
    """Theme -> name of a colour without its prefix -> "#rrggbb"."""
    css = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text("utf-8")
    light, dark = css.split('[data-bs-theme="dark"] {')
    return {"light": dict(_VALUE.findall(light)), "dark": dict(_VALUE.findall(dark))}


def contrast(one: str, other: str) -> float:
    """From 1 to 21, of two colours "#rrggbb" (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def worst(use: Use, theme: str) -> tuple[float, str]:
    """The least contrast of a colour on its grounds, and on which."""
    colours = themes()[theme]
    return min((contrast(colours[use.name], colours[g]), g) for g in use.grounds)


def swatches() -> list[Swatch]:
    light, dark = themes()["light"], themes()["dark"]
    return [
        Swatch(
            use,
            light[use.name],
            dark[use.name],
            worst(use, "light")[0],
            worst(use, "dark")[0],
        )
        for use in USES
    ]
