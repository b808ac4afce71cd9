"""What a page weighs: the bytes that travel with it the first time, and afterwards."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

FIRST_VISIT, NEXT_PAGE = 150 * 1024, 30 * 1024
NAMED = re.compile(r"""(?:href|src)=["']/static/([^"'?#]+)""")
WITHIN = re.compile(r"""(?:\burl\(|\bfrom |\bimport )\s*["']?(\.{0,2}[\w./-]+)""")
PACKED = "gzip"


def plain(content: bytes) -> str:
    """The page itself, as it came or unpacked."""
    packed = content.startswith(b"\x1f\x8b")
    return (gzip.decompress(content) if packed else content).decode()


def first_visit(content: bytes) -> int:
    """Bytes of a page with all it names; of styles also the pictures not in use."""
    return len(content) + sum(map(sent, files(plain(content))))


def files(page: str) -> set[Path]:
    """Static files that a page names, and those that these name."""
    found: set[Path] = set()
    waiting = [_place(name) for name in NAMED.findall(page)]
    while waiting:
        path = waiting.pop().resolve()
        if path not in found:
            found.add(path)
            waiting += _named_by(path)
    return found


@cache
def sent(path: Path) -> int:
    """Bytes of a static file on its way: compressed, where that is shorter."""
    packed = path.with_name(f"{path.name}.gz")
    if packed.exists():
        return packed.stat().st_size
    content = path.read_bytes()
    return min(len(content), len(gzip.compress(content)))


@cache
def _named_by(path: Path) -> tuple[Path, ...]:
    if path.suffix not in (".css", ".js"):
        return ()
    near = (path.parent / name for name in WITHIN.findall(path.read_text()))
    return tuple(each for each in near if each.is_file())


def _place(name: str) -> Path:
    """Where it lies collected, else where it comes from."""
    collected = Path(settings.STATIC_ROOT) / name
    return collected if collected.is_file() else Path(str(finders.find(name)))
