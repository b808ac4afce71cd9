"""The icons: 16 by 16, drawn with the colour of the text beside them."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS = {
    # verdicts: told apart by shape, never by colour alone
    "ok": '<path d="M3 8.5 6.5 12 13 4.5"/>',
    "tight": '<path d="M8 2 14.6 13.6H1.4z"/>',
    "bad": '<path class="f" d="M8 1.6 15.2 14.2H.8z"/><path class="k" d="M8 6v4"/>'
    '<circle class="kf" cx="8" cy="12" r=".9"/>',
    "unk": '<circle cx="8" cy="8" r="6.3" stroke-dasharray="2.4 2"/>'
    '<path d="M6.3 6.4a1.8 1.8 0 1 1 2.3 1.9c-.4.2-.6.5-.6 1"/>'
    '<circle class="f" cx="8" cy="11.4" r=".9"/>',
    "clash": '<circle cx="5.5" cy="8" r="4"/><circle cx="10.5" cy="8" r="4"/>',
    "half": '<circle cx="8" cy="8" r="6"/><path class="f" d="M8 2a6 6 0 0 1 0 12z"/>',
    "lock": '<rect x="3.5" y="7" width="9" height="7" rx="1"/>'
    '<path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>',
    "core": '<path class="f" d="M8 3 13 8 8 13 3 8z"/>',
    # everything else
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>',
    "print": '<path d="M4.5 6V2.5h7V6M4.5 11H2.5V6h11v5h-2M4.5 9.5h7v4h-7z"/>',
    "left": '<path d="M10 3.5 5.5 8l4.5 4.5"/>',
    "right": '<path d="M6 3.5 10.5 8 6 12.5"/>',
    "down": '<path d="M3.5 6 8 10.5 12.5 6"/>',
    "clock": '<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>',
    "arrow": '<path d="M2.5 8h11M9.5 4l4 4-4 4"/>',
    "info": '<circle cx="8" cy="8" r="6"/><path d="M8 7.2v3.6"/>'
    '<circle class="f" cx="8" cy="4.9" r=".9"/>',
    "merge": '<path d="M2.5 4h3l3 4h5M2.5 12h3l3-4"/>',
    "bell": '<path d="M3.5 11.5h9l-1-1.5V7a3.5 3.5 0 0 0-7 0v3zM7 13.5h2"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "x": '<path d="m4 4 8 8M12 4l-8 8"/>',
    "eye": '<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z"/>'
    '<circle cx="8" cy="8" r="2"/>',
    "list": '<path d="M3 4h10M3 8h10M3 12h10"/>',
    "menu": '<path d="M3 4h10M3 8h10M3 12h10"/>',
    "pen": '<path d="M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2z"/>',
    "me": '<circle cx="8" cy="5.5" r="2.6"/>'
    '<path d="M3 13.5c.5-3 2.4-4.2 5-4.2s4.5 1.2 5 4.2"/>',
    "chat": '<path d="M2.5 3.5h11V11h-6l-3 2.5V11h-2z"/>',
    "file": '<path d="M4 2h5l3 3v9H4zM9 2v3h3"/>',
    "money": '<path d="M4 2.5 8 8l4-5.5M8 8v5.5M4.5 8h7M4.5 10.5h7"/>',
    "board": '<path d="M2.5 3h4v4h-4zM9.5 3h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h4v4h-4z"/>',
    "gate": '<path d="M2.5 13.5v-11h4v11M13.5 13.5v-11h-4v11M6.5 8h3"/>',
    "calendar": '<path d="M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3"/>',
}

_DECORATION = SafeString('aria-hidden="true"')


@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> SafeString:
    """An icon; with a label it says something by itself, without it is decoration."""
    drawing = mark_safe(ICONS[name])  # noqa: S308 - a constant of this module
    says = format_html('role="img" aria-label="{}"', label) if label else _DECORATION
    return format_html(
        '<svg class="yp-ic" viewBox="0 0 16 16" {}>{}</svg>', says, drawing
    )
