"""Addresses of pages, made from a pattern where there are hundreds on a page.

Django tries every form of a route against what is asked, each time. The addresses of
one route differ by the number in them alone, so its pattern is asked for once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, get_urlconf, reverse

# Numbers that stand in for those of a page; no route has them in its own words.
_STAND_INS = (987654301, 987654302, 987654303)


def address(name: str, *args: Any) -> str:
    """As `reverse` gives it, and raises."""
    where = (get_urlconf(), get_script_prefix())
    if all(type(arg) is int and arg >= 0 for arg in args):
        if 0 < len(args) <= len(_STAND_INS):
            return _pattern(name, len(args), *where) % args
    elif all(type(arg) is str for arg in args):
        return _reversed(name, args, *where)
    return reverse(name, args=args)


@lru_cache(maxsize=2048)
def _reversed(name: str, args: Sequence[str], urlconf: str | None, prefix: str) -> str:
    """Codes of units: the few of a page come back on the next."""
    return reverse(name, args=args)


@lru_cache(maxsize=2048)
def _pattern(name: str, count: int, urlconf: str | None, prefix: str) -> str:
    asked = _STAND_INS[:count]
    found = reverse(name, args=asked).replace("%", "%%")
    for number in asked:
        found = found.replace(str(number), "%d", 1)
    return found
