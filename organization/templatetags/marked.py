"""The guide's Markdown as HTML. What looks like HTML in the source stays text.

Pictures come from the folder of the documents, with their size, so that nothing moves
when they arrive; links lead to pages of the product (`/board/`) or of the guide
(`terms.md#debt`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

register = template.Library()


@register.filter
def marked(text: str, whose: bool = True) -> SafeString:
    """Paragraphs, lists, tables, links and pictures. Who reads of another's work
    (`whose` is false) is not led to pages that are not his."""
    reader = _reader()
    tokens = reader.parse(text)
    for token in tokens:
        if not whose and token.children:
            token.children = list(_unlinked(token.children))
        for part in token.children or ():
            if part.type == "link_open":
                part.attrSet("href", target(str(part.attrGet("href"))))
            elif part.type == "image":
                _picture(part)
    html: str = reader.renderer.render(tokens, reader.options, {})
    return SafeString(html)


def _unlinked(parts: list[Token]) -> Iterator[Token]:
    """Without links to pages; those to other passages stay."""
    dropped = False
    for part in parts:
        if part.type == "link_open":
            dropped = str(part.attrGet("href")).startswith("/")
        if not (dropped and part.type in ("link_open", "link_close")):
            yield part


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def target(address: str) -> str:
    """Where a link of the source leads in the product."""
    name, mark, part = address.partition("#")
    if not name.endswith(".md"):
        return address
    return reverse("desk:guide_page", args=[name.removesuffix(".md")]) + mark + part


def _picture(part: Token) -> None:
    name = str(part.attrGet("src")).rsplit("/", 1)[-1]
    width, height = _size(name)
    sizes: dict[str, Any] = {"width": width, "height": height, "loading": "lazy"}
    for key, value in ({"src": static(f"guide/{name}")} | sizes).items():
        part.attrSet(key, str(value))


@cache
def _size(name: str) -> tuple[int, int]:
    """Width and height, as the head of a WebP without loss says: 14 bits each."""
    path = Path(settings.BASE_DIR) / "docs" / "screenshots" / name
    (bits,) = struct.unpack("<I", path.read_bytes()[21:25])
    return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
